# The databases of the applications.
def database
  { db_host: value_of('db2.createdbs')[:db_host], db_port: value_of('db2.install')[:db_port],
    db_pw: value_of('db2.createdbs')[:db_pw] }
end

app_server 'db' do
  component 'db2.install' do
    recipe 'db2-install.sh'
    timeout 1800
    writes :db_port
  end
  component 'db2.createdbs' do
    recipe 'db2-createdbs.sh'
    reads db_port: value_of('db2.install')[:db_port], password: value_of('db_password')[:value]
    retries 1
    writes :db_host, secret: :db_pw
  end
end
