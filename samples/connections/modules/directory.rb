# The directory. Others log in to it with what bind_to_directory gives them.
def directory_url
  replace('ldap://host:port', host: value_of('ldap.install')[:ldap_host], port: value_of('ldap.install')[:ldap_port])
end

def bind_to_directory
  { ldap_url: directory_url, bind_dn: value_of('ldap.load')[:bind_dn], bind_pw: value_of('ldap.load')[:bind_pw] }
end

app_server 'ldap' do
  component 'ldap.install' do
    recipe 'ldap-install.sh'
    writes :ldap_host, :ldap_port
  end
  component 'ldap.load' do
    recipe 'ldap-load.sh'
    reads bind_password: param('ldap_bind_password')
    writes :bind_dn, secret: :bind_pw
  end
end
