/** A software stack that a container can run. */
export interface NodeType {
  name: string
  /** The layer in which it stands unless the caller says otherwise. */
  nodeGroup: string
  port: number
  version: string
}

/**
 * By the start of `nodeType`: `postgres15` is a `postgres`. A longer start goes before a shorter one.
 */
const families: readonly (readonly [string, NodeType])[] = Object.entries({
  tomcat: { name: 'Tomcat', nodeGroup: 'cp', port: 8080, version: '10.1' },
  tomee: { name: 'TomEE', nodeGroup: 'cp', port: 8080, version: '9.1' },
  jetty: { name: 'Jetty', nodeGroup: 'cp', port: 8080, version: '12.0' },
  glassfish: { name: 'GlassFish', nodeGroup: 'cp', port: 8080, version: '7.0' },
  payara: { name: 'Payara', nodeGroup: 'cp', port: 8080, version: '6.2' },
  wildfly: { name: 'WildFly', nodeGroup: 'cp', port: 8080, version: '30.0' },
  springboot: { name: 'Spring Boot', nodeGroup: 'cp', port: 8080, version: '21' },
  javaengine: { name: 'Java Engine', nodeGroup: 'cp', port: 8080, version: '21' },
  nodejs: { name: 'Node.js', nodeGroup: 'cp', port: 3000, version: '20' },
  dotnet: { name: '.NET', nodeGroup: 'cp', port: 5000, version: '8.0' },
  golang: { name: 'Go', nodeGroup: 'cp', port: 8000, version: '1.22' },
  apache: { name: 'Apache', nodeGroup: 'cp', port: 80, version: '2.4' },
  nginxphp: { name: 'NGINX PHP', nodeGroup: 'cp', port: 80, version: '1.26' },
  nginx: { name: 'NGINX', nodeGroup: 'bl', port: 80, version: '1.26' },
  haproxy: { name: 'HAProxy', nodeGroup: 'bl', port: 80, version: '3.0' },
  varnish: { name: 'Varnish', nodeGroup: 'bl', port: 80, version: '7.5' },
  memcached: { name: 'Memcached', nodeGroup: 'cache', port: 11211, version: '1.6' },
  redis: { name: 'Redis', nodeGroup: 'nosqldb', port: 6379, version: '7.2' },
  mongo: { name: 'MongoDB', nodeGroup: 'nosqldb', port: 27017, version: '7.0' },
  couchdb: { name: 'CouchDB', nodeGroup: 'nosqldb', port: 5984, version: '3.3' },
  mysql: { name: 'MySQL', nodeGroup: 'sqldb', port: 3306, version: '8.4' },
  mariadb: { name: 'MariaDB', nodeGroup: 'sqldb', port: 3306, version: '11.4' },
  postgres: { name: 'PostgreSQL', nodeGroup: 'sqldb', port: 5432, version: '16' },
  percona: { name: 'Percona', nodeGroup: 'sqldb', port: 3306, version: '8.4' },
  storage: { name: 'Shared Storage', nodeGroup: 'storage', port: 2049, version: '2.0' },
  'ubuntu-vps': { name: 'Ubuntu VPS', nodeGroup: 'vps', port: 22, version: '24.04' },
  'debian-vps': { name: 'Debian VPS', nodeGroup: 'vps', port: 22, version: '12' },
  docker: { name: 'Docker image', nodeGroup: 'cp', port: 80, version: 'latest' },
})

export function findNodeType(nodeType: string): NodeType | undefined {
  return families.find(([start]) => nodeType.startsWith(start))?.[1]
}

/** For an error that says what would be right. */
export const nodeTypeNames = families.map(([start]) => start).join(', ')

/** What the dashboard calls a layer. */
const layerNames = new Map(
  Object.entries({
    bl: 'Load Balancer',
    cp: 'Application Servers',
    cache: 'Cache',
    sqldb: 'SQL Databases',
    nosqldb: 'NoSQL Databases',
    storage: 'Storage Containers',
    vps: 'Virtual Servers',
  }),
)

export function layerName(nodeGroup: string): string {
  return layerNames.get(nodeGroup) ?? nodeGroup
}
