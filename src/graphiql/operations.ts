/** The tabs that a visitor finds. GraphiQL titles a tab by the name of its operation. */
export const operations = [
  operation(
    `# Sign in. Fill in the variables, press Ctrl-Enter,
# then "Use the new session" in the bar above.
# With two-factor authentication, add the code.

mutation SignIn($login: String!, $password: String!) {
  signIn(login: $login, password: $password) {
    session
    twoFactorRequired
    account {
      login
      name
    }
  }
}
`,
    { login: '', password: '' },
  ),
  operation(
    `# The account and methods of the credential above,
# and until when. Null without a credential.

query WhoAmI {
  viewer {
    kind
    account {
      login
    }
    token {
      description
      expiresAt
      apiSet {
        name
        displayName
      }
    }
    methods
    expiresAt
  }
}
`,
  ),
  operation(
    `# Generate a token. It may call the methods that
# the variables list. Its value is shown this once.

mutation GenerateToken($tokens: [TokenInput!]!, $password: String!) {
  generateTokens(tokens: $tokens, password: $password) {
    value
    token {
      id
      description
      lastFour
      expiresAt
      apiSet {
        displayName
      }
    }
  }
}
`,
    {
      tokens: [
        {
          description: 'Deployment script',
          expiresAt: '31-12-2030',
          apiSet: 'CUSTOM',
          methods: ['environment.control.GetEnvs', 'environment.control.StopEnv'],
        },
      ],
      password: '',
    },
  ),
  operation(
    `# The environments of the account. A token needs
# environment.control.GetEnvs.

query Environments {
  environments {
    name
    domain
    status
    nodes {
      id
      type
    }
  }
}
`,
  ),
  operation(
    `# Stop an environment. A token needs
# environment.control.StopEnv.

mutation StopEnvironment($name: String!) {
  stopEnvironment(name: $name) {
    name
    status
  }
}
`,
    { name: 'my-project' },
  ),
  operation(
    `# Find methods to give to a token. Open to everyone.

query FindMethods($search: String) {
  apiMethods(search: $search) {
    id
    description
    grantable
    callable
  }
}
`,
    { search: 'stop' },
  ),
]

function operation(query: string, variables?: object) {
  return { query, variables: variables && JSON.stringify(variables, null, 2) }
}
