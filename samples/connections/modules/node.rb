# A node that joins the cell.
app_server 'node' do
  component('was.node') { recipe 'was-node.sh' }
  component 'was.addnode' do
    recipe 'was-addnode.sh'
    reads soap_host: value_of('was.dmgr')[:soap_host], soap_port: value_of('was.dmgr')[:soap_port]
    writes :node_name
    on delete: 'was-removenode.sh'
  end
  component 'node.ready' do
    recipe 'node-ready.sh'
    reads node_name: value_of('was.addnode')[:node_name]
    writes :nodes_ready
  end
end
