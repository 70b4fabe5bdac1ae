export const signIn = {
  title: 'Sign in',
  lead: 'Access tokens and environments of your account.',
  login: 'Login',
  submit: 'Sign in',
  ended: 'Your session has ended. Sign in again to go on from the page where you were.',
  again: 'Sign in again',
  againText: (login: string) =>
    `Your session has ended. What you have entered is still here: enter the password of ${login} to go on. Cancel drops it.`,
  docs: 'API docs are open to everyone.',
  loginMissing: 'Enter your login.',
  passwordMissing: 'Enter your password.',
}
