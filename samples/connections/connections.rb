#!/usr/bin/env ruby
# The same integrated model as connections.yaml, as a program of modules: each module brings a server
# and the recipes it runs, and names what it needs from the others.
#
#   weft compose --exec samples/connections/connections.rb
require_relative 'weft_dsl'

description 'LDAP, DB2, TDI, a WebSphere cell with one node, and an HTTP server in front'

parameter 'image', default: 'debian-12', constraints: [{ 'custom_constraint' => 'glance.image' }]
parameter 'flavor', default: 'm1.medium'
parameter 'public_name', description: 'the name users know the site by', default: 'connections.example.com'
parameter 'ldap_bind_password', description: "password of the directory's bind user", hidden: true,
                                default: 'change-me-first'

resource 'app_net', 'OS::Neutron::Net'
resource 'app_subnet', 'OS::Neutron::Subnet', network: id_of('app_net'), cidr: '10.20.0.0/24'
resource 'db_password', 'OS::Heat::RandomString', length: 24

def app_server(name, &block)
  server(name, image: param('image'), flavor: param('flavor'), networks: [{ 'network' => id_of('app_net') }], &block)
end

%w[directory databases people cell node front].each { |m| require_relative "modules/#{m}" }

output 'url', value_of('ihs.start')[:public_url], description: 'where users find the site'
output 'database', value_of('db')[:first_address], description: 'address of the database VM'
