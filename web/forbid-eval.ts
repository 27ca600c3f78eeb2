import { z } from 'zod'

// Zod would compile its checks, which the Content-Security-Policy forbids and reports. It decides so when a schema is made,
// so this stands before the first import of one.
z.config({ jitless: true })
