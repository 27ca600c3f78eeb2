import { defineTexts } from '../i18n/texts.ts'

export const uiTexts = defineTexts({
  'zh-CN': {
    close: '关闭',
    loading: '正在加载…',
    retry: '重试',
    failed: '加载失败',
    requestId: (id: string) => `请求编号 ${id}`,
    notices: '通知',
    optional: '选填',
    clearSearch: '清除搜索',
    cancel: '取消',
    copy: '复制',
    copied: '已复制',
    copyFailed: '无法复制',
  },
  en: {
    close: 'Close',
    loading: 'Loading…',
    retry: 'Try again',
    failed: 'This could not be loaded',
    requestId: (id: string) => `Request ${id}`,
    notices: 'Notices',
    optional: 'optional',
    clearSearch: 'Clear search',
    cancel: 'Cancel',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Could not copy',
  },
})
