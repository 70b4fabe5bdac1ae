export type Layer = 'bl' | 'cp' | 'cache' | 'sqldb' | 'nosqldb' | 'storage' | 'vps' | 'docker'

/** What a new node can be, and what to call it in a list. A platform may know more: those keep the name it gives them. */
export const nodeTypes: readonly { id: string; name: string; layer: Layer }[] = [
  { id: 'tomcat', name: 'Tomcat', layer: 'cp' },
  { id: 'nodejs', name: 'Node.js', layer: 'cp' },
  { id: 'springboot', name: 'Spring Boot', layer: 'cp' },
  { id: 'wildfly', name: 'WildFly', layer: 'cp' },
  { id: 'golang', name: 'Go', layer: 'cp' },
  { id: 'dotnet', name: '.NET', layer: 'cp' },
  { id: 'nginxphp', name: 'NGINX PHP', layer: 'cp' },
  { id: 'apache', name: 'Apache', layer: 'cp' },
  { id: 'postgres', name: 'PostgreSQL', layer: 'sqldb' },
  { id: 'mysql', name: 'MySQL', layer: 'sqldb' },
  { id: 'mariadb', name: 'MariaDB', layer: 'sqldb' },
  { id: 'mongo', name: 'MongoDB', layer: 'nosqldb' },
  { id: 'redis', name: 'Redis', layer: 'nosqldb' },
  { id: 'memcached', name: 'Memcached', layer: 'cache' },
  { id: 'nginx', name: 'NGINX', layer: 'bl' },
  { id: 'haproxy', name: 'HAProxy', layer: 'bl' },
  { id: 'storage', name: 'Shared Storage', layer: 'storage' },
  { id: 'ubuntu-vps', name: 'Ubuntu VPS', layer: 'vps' },
  { id: 'docker', name: 'Docker', layer: 'docker' },
]

/** "postgres16" is a PostgreSQL 16. */
export function nodeTypeName(type: string): string {
  const known = nodeTypes.find(({ id }) => type.startsWith(id) && /^[\d.-]*$/.test(type.slice(id.length)))
  return known ? `${known.name} ${type.slice(known.id.length)}`.trim() : type
}

/** "Tomcat", "2 × Redis": each type once, in the order of the nodes. */
export function summarizeNodes(nodes: readonly { type: string }[]): string[] {
  const counts = new Map<string, number>()
  for (const { type } of nodes) counts.set(type, (counts.get(type) ?? 0) + 1)
  return [...counts].map(([type, count]) =>
    count === 1 ? nodeTypeName(type) : `${count} × ${nodeTypeName(type)}`,
  )
}
