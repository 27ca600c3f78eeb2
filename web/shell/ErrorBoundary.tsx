import { Component, type ReactNode } from 'react'
import { ErrorPage } from './ErrorPage.tsx'

/** `quiet`: what it holds is no page, and is just not there then. */
type Props = { children: ReactNode; quiet?: boolean }
type State = { error: unknown; failed: boolean }

/** Keeps a page that cannot be drawn from taking the frame with it. React knows no other form for this than a class. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined, failed: false }

  static getDerivedStateFromError(error: unknown): State {
    return { error, failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    if (this.props.quiet) return null
    return <ErrorPage error={this.state.error} reset={() => this.setState({ error: undefined, failed: false })} />
  }
}
