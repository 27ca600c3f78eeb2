import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { currentLanguage } from './i18n/language.ts'
import { queryClient } from './query-client.ts'
import { Routes } from './routes.tsx'

// Zod would try to compile its checks, which the Content-Security-Policy forbids and reports.
z.config({ jitless: true })
document.documentElement.lang = currentLanguage()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Routes />
    </QueryClientProvider>
  </StrictMode>,
)
