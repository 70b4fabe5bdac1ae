export const signIn = {
  title: 'Sign in',
  lead: 'Access tokens and environments of your account.',
  login: 'Login',
  submit: 'Sign in',
  ended: 'Your session has ended. Sign in again to go on from the page where you were.',
  docs: 'API docs are open to everyone.',
  loginMissing: 'Enter your login.',
  passwordMissing: 'Enter your password.',
}
