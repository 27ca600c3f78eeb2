import './forbid-eval.ts'

import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode, startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { currentLanguage } from './i18n/language.ts'
import { queryClient } from './query-client.ts'
import { Routes } from './routes.tsx'

document.documentElement.lang = currentLanguage()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
// As a transition the first drawing is cut into slices, between which a slow phone can already scroll and tap.
startTransition(() => {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Routes />
      </QueryClientProvider>
    </StrictMode>,
  )
})
