import { type ComponentProps, lazy, Suspense } from 'react'

const load = () => import('./ModelList.tsx').then(({ ModelList }) => ({ default: ModelList }))
const ModelList = lazy(load)

/** Before it is opened, where somebody is about to. */
export const preloadModelList = () => void load().catch(() => undefined)

/** The list, fetched when it is opened first. */
export const LateModelList = (props: ComponentProps<typeof ModelList>) => (
  <Suspense>
    <ModelList {...props} />
  </Suspense>
)
