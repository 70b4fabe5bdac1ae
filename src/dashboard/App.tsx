import { RouterProvider } from 'react-aria-components'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { SessionProvider } from './api/Session.tsx'
import { lazily } from './kit/lazily.tsx'
import { ToastProvider } from './kit/Toasts.tsx'
import { ErrorBoundary } from './layout/ErrorBoundary.tsx'
import { Layout } from './layout/Layout.tsx'
import { NotFound } from './layout/NotFound.tsx'
import { SignedIn } from './layout/SignedIn.tsx'
import { SignIn } from './sign-in/SignIn.tsx'
import type { Strings } from './strings/en.ts'
import { LanguageProvider } from './strings/Language.tsx'
import type { Language } from './strings/plural.ts'

const Environments = lazily(() => import('./environments/Environments.tsx'))
const Settings = lazily(() => import('./settings/Settings.tsx'))
const MethodIndex = lazily(() => import('./docs/MethodIndex.tsx'))
const MethodPage = lazily(() => import('./docs/MethodPage.tsx'))

export function App({ initial }: { initial: { language: Language; strings: Strings } }) {
  const [, navigate] = useLocation()
  return (
    <LanguageProvider initial={initial}>
      <RouterProvider navigate={navigate}>
        <ToastProvider>
          <SessionProvider>
            <Layout>
              <Screens />
            </Layout>
          </SessionProvider>
        </ToastProvider>
      </RouterProvider>
    </LanguageProvider>
  )
}

function Screens() {
  const [location] = useLocation()
  return (
    <ErrorBoundary key={location}>
      <Switch>
        <Route path="/sign-in" component={SignIn} />
        <Route path="/docs/methods" component={MethodIndex} />
        <Route path="/docs/methods/:id">{({ id }) => <MethodPage key={id} id={id} />}</Route>
        <Route path="/docs">
          <Redirect to="/docs/methods" replace />
        </Route>
        <Route path="/">
          <Redirect to="/environments" replace />
        </Route>
        <Route path="/environments">
          <SignedIn>
            <Environments />
          </SignedIn>
        </Route>
        <Route path="/settings/*?">
          <SignedIn>
            <Settings />
          </SignedIn>
        </Route>
        <Route component={NotFound} />
      </Switch>
    </ErrorBoundary>
  )
}
