-- What fills a column must find its own parts whatever the path is: a dump is restored under an empty one.
-- The functions that only these call take it over, so that the planner can still put them in their place.
alter function search_vector(text, text) set search_path from current;
--> statement-breakpoint
alter function search_query(text) set search_path from current;
