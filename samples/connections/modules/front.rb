# The HTTP server in front.
app_server 'ihs' do
  component('ihs.install') { recipe 'ihs-install.sh' }
  component 'ihs.plugin' do
    recipe 'ihs-plugin.sh'
    reads cell: value_of('was.dmgr')[:cell], node_name: value_of('was.addnode')[:node_name]
  end
  component 'ihs.start' do
    recipe 'ihs-start.sh'
    reads app: value_of('conn.start')[:app_ready], name: param('public_name')
    writes :public_url
  end
end
