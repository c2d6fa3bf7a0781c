# A small DSL: a Ruby program that describes servers and components, and prints the model as JSON.
#
# Reads like a declaration; Ruby takes out the repetition. Values of other components are written as
# component('db2.install')[:db_port], attributes of servers as vm('db')[:first_address].
require 'json'

module Weft
  # A reference that becomes get_attr when something is asked of it.
  Ref = Struct.new(:name) do
    def [](attribute)
      { 'get_attr' => [name, attribute.to_s] }
    end
  end

  # What may be said inside `component ... do ... end`.
  class Component
    def initialize(server)
      @fields = { 'server' => server }
    end
    attr_reader :fields

    def recipe(file)
      @fields['config'] = { 'get_file' => "recipes/#{file}" }
    end

    def reads(**inputs)
      (@fields['inputs'] ||= {}).merge!(inputs.transform_keys(&:to_s))
    end

    def writes(*names, secret: nil)
      outputs = (@fields['outputs'] ||= {})
      names.each { |n| outputs[n.to_s] = {} }
      Array(secret).each { |n| outputs[n.to_s] = { 'secret' => true } }
    end

    def on(**actions)
      @fields['actions'] = actions.to_h { |a, file| [a.to_s.upcase, { 'get_file' => "recipes/#{file}" }] }
    end

    def timeout(seconds)
      @fields['timeout'] = seconds
    end

    def retries(times)
      @fields['retries'] = times
    end
  end

  # One server with the series of components it runs.
  class Server
    def initialize(model, name)
      @model = model
      @name = name
    end

    def component(name, &block)
      c = Component.new(@name)
      c.instance_eval(&block)
      @model['components'][name] = c.fields
      (@model['run_lists'][@name] ||= []) << name
    end

    # Everything else (component('x') to refer, helpers of modules) is the program's.
    def method_missing(name, ...)
      TOPLEVEL_BINDING.receiver.send(name, ...)
    end

    def respond_to_missing?(*)
      true
    end
  end

  MODEL = { 'heat_template_version' => '2018-08-31', 'parameters' => {}, 'resources' => {},
            'components' => {}, 'run_lists' => {}, 'outputs' => {} }

  def description(text)
    MODEL['description'] = text
  end

  def parameter(name, type = 'string', **schema)
    MODEL['parameters'][name] = { 'type' => type }.merge(schema.transform_keys(&:to_s))
  end

  def resource(name, type, **properties)
    MODEL['resources'][name] = { 'type' => type }
    MODEL['resources'][name]['properties'] = properties.transform_keys(&:to_s) unless properties.empty?
  end

  def server(name, **properties, &block)
    resource(name, 'OS::Nova::Server', **properties)
    Server.new(MODEL, name).instance_eval(&block) if block
  end

  def output(name, value, description: nil)
    MODEL['outputs'][name] = { 'description' => description, 'value' => value }.compact
  end

  def param(name)
    { 'get_param' => name }
  end

  def id_of(name)
    { 'get_resource' => name }
  end

  def value_of(name)
    Ref.new(name)
  end

  def replace(template, **params)
    { 'str_replace' => { 'template' => template, 'params' => params.transform_keys(&:to_s) } }
  end
end

include Weft
at_exit { puts JSON.pretty_generate(Weft::MODEL) unless $! }
