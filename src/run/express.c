/* Expressions for agents: names of the model become the leaf forms that the
 * protocol knows. The model has evaluated everything that can be known, so what
 * is still a call is asked of the running stack. Recursion here is as deep as an
 * evaluated expression, which is bounded. */
#include "run_priv.h"

#include <string.h>

#define FACT_ID "@id" /* of a resource, for get_resource */
#define SELF_ID "id"  /* the same, as a VM knows it of itself */

static json_t *call(json_t *args)
{
    json_t *object = json_object();

    json_object_set_new(object, "get_attr", args);
    return object;
}

/* Who is meant by the first argument of a get_attr: pushes the new first arguments. */
static void push_source(Express *x, const char *name, json_t *args)
{
    WfId vm = wf_model_vm_find(x->m, name);

    if (wf_model_component_find(x->m, name) != WF_NONE) {
        json_array_append_new(args, json_string(name));
    } else if (vm != WF_NONE && vm == x->vm) {
        json_array_append_new(args, json_string("@self"));
    } else if (vm != WF_NONE) {
        json_array_append_new(args, json_sprintf(WF_FACTS "/%s", name));
    } else {
        json_array_append_new(args, json_string("@infra"));
        json_array_append_new(args, json_string(name));
    }
}

static json_t *express_attr(Express *x, const json_t *args)
{
    json_t *made = json_array();

    push_source(x, json_string_value(json_array_get(args, 0)), made);
    for (size_t i = 1; i < json_array_size(args); i++)
        json_array_append_new(made, wf_express(x, json_array_get(args, i)));
    x->n_open++;
    return call(made);
}

/* A component's reference is its name; a server's is what its VM knows itself by, since no server
 * can wait for another; that of other infrastructure came with the VM. */
static json_t *express_resource(Express *x, const char *name)
{
    if (wf_model_component_find(x->m, name) != WF_NONE)
        return json_string(name);
    x->n_open++;
    json_t *made = json_array();
    push_source(x, name, made);
    bool own = wf_model_vm_find(x->m, name) != WF_NONE;
    json_array_append_new(made, json_string(own ? SELF_ID : FACT_ID));
    return call(made);
}

static json_t *express_param(Express *x, const json_t *args)
{
    const char *name = json_string_value(json_is_array(args) ? json_array_get(args, 0) : args);

    if (name && g_str_has_prefix(name, "OS::")) {
        x->n_open++;
        return call(json_pack("[s, s]", "@infra", name));
    }
    x->unknown = name ? name : "";
    return json_null();
}

/* NULL: it is no call that asks for a value. */
static json_t *express_call(Express *x, const json_t *object)
{
    const char *function = json_object_iter_key(json_object_iter((json_t *)object));
    const json_t *args = json_object_get(object, function);

    if (strcmp(function, "get_attr") == 0 && json_is_string(json_array_get(args, 0)))
        return express_attr(x, args);
    if (strcmp(function, "get_resource") == 0 && json_is_string(args))
        return express_resource(x, json_string_value(args));
    return strcmp(function, "get_param") == 0 ? express_param(x, args) : NULL;
}

json_t *wf_express(Express *x, const json_t *value)
{
    json_t *made, *item;
    const char *key;
    size_t i;

    if (json_is_object(value) && json_object_size(value) == 1 && (made = express_call(x, value)))
        return made;
    if (json_is_array(value)) {
        made = json_array();
        json_array_foreach (value, i, item)
            json_array_append_new(made, wf_express(x, item));
        return made;
    }
    if (!json_is_object(value))
        return json_incref((json_t *)value);
    made = json_object();
    json_object_foreach ((json_t *)value, key, item)
        json_object_set_new(made, key, wf_express(x, item));
    return made;
}

json_t *wf_express_secret(const json_t *value)
{
    json_t *made, *item;
    const char *key;
    size_t i;

    if (json_is_array(value)) {
        made = json_array();
        json_array_foreach (value, i, item)
            json_array_append_new(made, wf_express_secret(item));
        return made;
    }
    if (!json_is_object(value))
        return json_is_null(value) ? json_null() : json_pack("{s:O}", "weft_secret", value);
    if (json_object_size(value) == 1 && json_object_get(value, "get_attr"))
        return json_deep_copy(value); /* its arguments are names */
    made = json_object();
    json_object_foreach ((json_t *)value, key, item)
        json_object_set_new(made, key, wf_express_secret(item));
    return made;
}
