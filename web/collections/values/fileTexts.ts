import { defineTexts } from '../../i18n/texts.ts'

export const fileTexts = defineTexts({
  'zh-CN': {
    add: '添加文件',
    hint: (count: number, size: string) => `可拖放或粘贴，最多 ${count} 个，每个不超过 ${size}。`,
    full: (count: number) => `最多 ${count} 个文件。`,
    list: '文件',
    sending: (name: string) => `正在上传“${name}”`,
    stillSending: '文件仍在上传，请稍候。',
    stop: (name: string) => `停止上传“${name}”`,
    remove: (name: string) => `移除“${name}”`,
    dismiss: (name: string) => `知道了：“${name}”未上传`,
    failed: (name: string, reason: string) => `“${name}”未能上传：${reason}`,
    tooLarge: (size: string) => `超过 ${size}。`,
    open: (name: string) => `打开“${name}”`,
    download: '下载',
  },
  en: {
    add: 'Add files',
    hint: (count: number, size: string) => `Or drop or paste them: up to ${count}, each of up to ${size}.`,
    full: (count: number) => `${count} files at most.`,
    list: 'Files',
    sending: (name: string) => `Uploading “${name}”`,
    stillSending: 'A file is still being uploaded.',
    stop: (name: string) => `Stop uploading “${name}”`,
    remove: (name: string) => `Remove “${name}”`,
    dismiss: (name: string) => `Dismiss “${name}”`,
    failed: (name: string, reason: string) => `“${name}” was not uploaded: ${reason}`,
    tooLarge: (size: string) => `It is larger than ${size}.`,
    open: (name: string) => `Open “${name}”`,
    download: 'Download',
  },
})
