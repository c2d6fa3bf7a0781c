# People are copied from the directory into the profiles database.
app_server 'tdi' do
  component('tdi.install') { recipe 'tdi-install.sh' }
  component 'tdi.populate' do
    recipe 'tdi-populate.sh'
    reads(**bind_to_directory, **database)
    writes :profiles_ready
  end
end
