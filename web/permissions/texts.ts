import { defineTexts } from '../i18n/texts.ts'

/** What a permission is called, and what it lets a person do. */
export const permissionTexts = defineTexts({
  'zh-CN': {
    none: '没有任何权限',
    notYours: '您自己没有此权限。',
    names: {
      'items:read': '查看数据',
      'items:write': '编辑数据',
      'chat:use': '使用对话',
      'collections:manage': '管理数据表',
      'prompts:share': '共享提示词',
      'users:manage': '管理用户',
      'audit:read': '查看审计',
      'system:read': '查看系统状态',
      'system:manage': '管理系统',
    },
    explained: {
      'items:read': '浏览、搜索和导出所有项目及其历史。',
      'items:write': '新建、修改、删除和恢复项目。',
      'chat:use': '向助手提问；每个人只能看到自己的对话。',
      'collections:manage': '新建和修改数据表及其字段。',
      'prompts:share': '把提示词提供给工作区的所有人，并修改或删除他人共享的提示词。',
      'users:manage': '邀请、停用和删除账号，分配角色；不能授予自己没有的权限。',
      'audit:read': '查看、导出和校验审计记录，其中包含所有人的操作。',
      'system:read': '读取运行指标。',
      'system:manage': '更换签名密钥等系统级操作。',
    },
  },
  en: {
    none: 'No permission at all',
    notYours: 'You do not have this permission yourself.',
    names: {
      'items:read': 'See data',
      'items:write': 'Edit data',
      'chat:use': 'Use the chat',
      'collections:manage': 'Manage collections',
      'prompts:share': 'Share prompts',
      'users:manage': 'Manage users',
      'audit:read': 'See the audit log',
      'system:read': 'See the state of the system',
      'system:manage': 'Manage the system',
    },
    explained: {
      'items:read': 'Browse, search and export all items and their history.',
      'items:write': 'Create, change, delete and restore items.',
      'chat:use': 'Ask the assistant. People see their own conversations only.',
      'collections:manage': 'Make collections, and change them and their fields.',
      'prompts:share': 'Offer prompts to everybody of the workspace, and change or delete those that others share.',
      'users:manage': 'Invite, disable and delete accounts, and give roles, though no permission that one lacks.',
      'audit:read': 'See, export and verify the audit log, which holds what everybody did.',
      'system:read': 'Read the figures of how the system runs.',
      'system:manage': 'What concerns the whole system, such as replacing the signing key.',
    },
  },
})
