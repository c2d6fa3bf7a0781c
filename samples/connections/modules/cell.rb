# The deployment manager, and the application on it.
app_server 'dmgr' do
  component 'was.dmgr' do
    recipe 'was-dmgr.sh'
    writes :soap_host, :soap_port, :cell
  end
  component 'was.federate_ldap' do
    recipe 'was-federate-ldap.sh'
    reads(**bind_to_directory)
  end
  component 'conn.install' do
    recipe 'conn-install.sh'
    timeout 7200
    reads(**database, db_address: value_of('db')[:first_address],
          profiles: value_of('tdi.populate')[:profiles_ready])
    writes :version
  end
  component 'conn.sync' do
    recipe 'conn-sync.sh'
    reads nodes: value_of('node.ready')[:nodes_ready], version: value_of('conn.install')[:version]
  end
  component 'conn.start' do
    recipe 'conn-start.sh'
    writes :app_ready
  end
end
