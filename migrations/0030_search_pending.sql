-- As a setting, so that nothing is built anew.
ALTER INDEX "items_search" SET (fastupdate = true, gin_pending_list_limit = 1024);
