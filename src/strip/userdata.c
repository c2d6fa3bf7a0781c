/* The user_data of a VM with components: what it was, if anything, and our own part, in one
 * multipart text. A reference to a config resource is an id that Heat looks up, so its text is put
 * here instead; the config then has no user left and leaves. */
#include "strip_priv.h"

#include <string.h>

enum {
    DEPTH = 16,           /* configs in multipart configs; branches of `if` */
    USER_DATA_MAX = 49149 /* Nova takes 65535 bytes of base64 */
};

static const StripPart plain = {"text/plain", NULL, NULL}, message = {NULL, NULL, NULL};

typedef struct {
    Strip *s;
    WfId vm;
    const char *name;
    json_t *properties;
} Server;

static void refuse(const Server *v, WfCode code, const char *why)
{
    WfExpr at =
        wf_model_resource_property(v->s->m, wf_model_vm_resource(v->s->m, v->vm), "user_data");
    WfPlace place = at.node ? wf_model_expr_place(v->s->m, at) : wf_model_vm_place(v->s->m, v->vm);

    wf_model_finding(v->s->m, place, v->s->findings, code, "the user_data of '%s' %s", v->name,
                     why);
    wf_findings_subject(v->s->findings, v->name);
}

/* ---- configs ---- */

/* The config resource that a whole user_data means: by its id, or by its text. NULL: none. */
static const json_t *config_of(const Server *v, const json_t *value)
{
    const json_t *attr = json_object_get(value, "get_attr");
    const char *name = json_string_value(json_object_get(value, "get_resource"));

    if (json_object_size(value) != 1)
        return NULL;
    if (json_array_size(attr) == 2 &&
        g_strcmp0(json_string_value(json_array_get(attr, 1)), "config") == 0)
        name = json_string_value(json_array_get(attr, 0));
    WfId r = name ? wf_model_resource_find(v->s->m, name) : WF_NONE;
    if (r == WF_NONE)
        return NULL;
    WfResourceKind kind = wf_model_resource_kind(v->s->m, r);
    if (kind != WF_RESOURCE_CONFIG && kind != WF_RESOURCE_BOOT_CONFIG)
        return NULL;
    g_hash_table_add(v->s->inlined, g_strdup(name));
    return json_object_get(v->s->resources, name);
}

static const char *type_of(const json_t *config)
{
    const char *type = json_string_value(json_object_get(config, "type"));
    return type ? type : "";
}

/* As far as it is known now; a text if all of it is. */
static json_t *settled(const Server *v, const json_t *value)
{
    WfExprScope scope = {.version = v->s->version};
    json_auto_t *own = strip_without_handles(v->s, value);
    json_t *result = wf_expr_eval(own, &scope, NULL, NULL, NULL);
    return result ? result : json_incref(own);
}

static json_t *cloud_config_text(const Server *v, const json_t *config)
{
    const json_t *map = json_object_get(json_object_get(config, "properties"), "cloud_config");
    json_auto_t *value = map ? settled(v, map) : json_object();
    WfExprScope scope = {.version = v->s->version};
    bool known = false;

    json_decref(wf_expr_eval(value, &scope, &known, NULL, NULL));
    if (!known) {
        v->s->needs_json = true; /* JSON is YAML too */
        return json_pack("{s:{s:s, s:{s:O}}}", "str_replace", "template",
                         "#cloud-config\n%weft-config%\n", "params", "%weft-config%", value);
    }
    g_autoptr(GString) text = g_string_new("#cloud-config\n");
    wf_yaml_write(value, 0, text);
    return json_string(text->str);
}

/* Text of a config that is no multipart one. */
static json_t *config_text(const Server *v, const json_t *config)
{
    const json_t *text = json_object_get(json_object_get(config, "properties"), "config");

    if (strcmp(type_of(config), "OS::Heat::CloudConfig") == 0)
        return cloud_config_text(v, config);
    return text ? settled(v, text) : json_string("");
}

/* ---- parts ---- */

/* The known text that a value begins with, or NULL. */
static const char *beginning(const json_t *value)
{
    while (json_is_object(value) && json_object_size(value) == 1) {
        const json_t *args = json_object_iter_value(json_object_iter((json_t *)value));
        const json_t *template = json_object_get(args, "template");
        value = template ? template : json_array_get(json_array_get(args, 1), 0);
    }
    return json_string_value(value);
}

/* A message of its own is put in as it is: its headers become the part's. */
static bool is_message(const json_t *value)
{
    const char *text = beginning(value);
    return text && (g_ascii_strncasecmp(text, "Content-Type: multipart/", 24) == 0 ||
                    g_ascii_strncasecmp(text, "MIME-Version:", 13) == 0);
}

static void add_text(Server *v, StripMime *mime, const StripPart *part, json_t *text)
{
    if (json_is_null(text) || (json_is_string(text) && json_string_length(text) == 0)) {
        json_decref(text);
        return;
    }
    if (!json_is_string(text) && !json_is_object(text)) {
        refuse(v, WF_CODE_TYPE, "is no text");
        json_decref(text);
        return;
    }
    strip_mime_add(mime, is_message(text) ? &message : part, text);
}

static bool is_token(const char *text)
{
    for (; *text; text++)
        if (!g_ascii_isalnum(*text) && !strchr("._-+", *text))
            return false;
    return true;
}

/* Type and filename of one part of a MultipartMime, as Heat would write them. False: said why not.
 */
static bool read_part(Server *v, const json_t *part, char **ret_type, const char **ret_filename)
{
    const json_t *filename = json_object_get(part, "filename"),
                 *subtype = json_object_get(part, "subtype");
    const char *file = filename ? json_string_value(filename) : "";
    const char *kind = subtype ? json_string_value(subtype) : "";

    if (!file || !kind || !is_token(file) || !is_token(kind)) {
        refuse(v, WF_CODE_TYPE, "has a part whose filename or subtype is no plain word");
        return false;
    }
    const char *dot = strrchr(file, '.');
    g_autofree char *stem =
        dot && dot != file ? g_strndup(file, (gsize)(dot - file)) : g_strdup(file);
    *ret_type = g_strconcat("text/", *kind ? kind : *stem ? stem : "plain", NULL);
    *ret_filename = *file ? file : NULL;
    return true;
}

static void add_value(Server *v, StripMime *mime, const StripPart *part, const json_t *value,
                      guint depth);

static void add_parts(Server *v, StripMime *mime, const json_t *config, guint depth)
{
    const json_t *parts = json_object_get(json_object_get(config, "properties"), "parts"), *part;
    size_t i;

    if (depth > DEPTH || (parts && !json_is_array(parts))) {
        refuse(v, WF_CODE_TYPE,
               depth > DEPTH ? "holds itself" : "has parts that only a running stack knows");
        return;
    }
    json_array_foreach (parts, i, part) {
        g_autofree char *type = NULL;
        const char *filename;
        if (!read_part(v, part, &type, &filename))
            return;
        StripPart own = {type, filename, NULL};
        const char *form = json_string_value(json_object_get(part, "type"));
        bool multipart = form && strcmp(form, "multipart") == 0;
        add_value(v, mime, multipart ? &message : &own, json_object_get(part, "config"), depth + 1);
    }
}

static void add_value(Server *v, StripMime *mime, const StripPart *part, const json_t *value,
                      guint depth)
{
    const json_t *config = config_of(v, value);

    if (!config)
        add_text(v, mime, part, settled(v, value));
    else if (strcmp(type_of(config), "OS::Heat::MultipartMime") == 0)
        add_parts(v, mime, config, depth);
    else if (strcmp(type_of(config), "OS::Heat::StructuredConfig") == 0)
        refuse(v, WF_CODE_TYPE, "is a StructuredConfig, which is no text");
    else
        add_text(v, mime, part->type ? part : &plain, config_text(v, config));
}

/* ---- the whole ---- */

static bool is_ignition(const json_t *value)
{
    const char *text = json_string_value(value);
    json_auto_t *parsed = text && *text == '{' ? json_loads(text, 0, NULL) : NULL;
    return json_object_get(parsed, "ignition") != NULL;
}

/* {get_attr: [CONFIG, config]} inside a larger expression becomes the config's text. */
static json_t *with_texts(const Server *v, const json_t *expr, guint depth)
{
    const json_t *config =
        depth <= DEPTH * 4 && json_object_get(expr, "get_attr") ? config_of(v, expr) : NULL;
    const char *key;
    json_t *item, *copy;
    size_t i;

    if (config && strcmp(type_of(config), "OS::Heat::MultipartMime") != 0)
        return config_text(v, config);
    if (depth > DEPTH * 4 || (!json_is_array(expr) && !json_is_object(expr)))
        return json_incref((json_t *)expr);
    copy = json_is_array(expr) ? json_array() : json_object();
    json_array_foreach (expr, i, item)
        json_array_append_new(copy, with_texts(v, item, depth + 1));
    json_object_foreach ((json_t *)expr, key, item)
        json_object_set_new(copy, key, with_texts(v, item, depth + 1));
    return copy;
}

static const StripPart agent_part = {"text/cloud-config", NULL,
                                     "list(append)+dict(recurse_list,no_replace)+str()"};
static const StripPart signal_part = {"text/x-shellscript", "00-weft-signal", NULL};

/* The user's part and ours. Ours comes last: how lists are merged is said by what is added. */
static json_t *combined(Server *v, const json_t *old)
{
    bool signals = strip_takes_signals(v->s, v->vm);
    json_auto_t *agent = strip_agent_part(v->s, v->vm);
    json_auto_t *value = config_of(v, old) ? json_incref((json_t *)old) : with_texts(v, old, 0);
    StripMime mime;

    strip_mime_init(&mime, v->s);
    if (signals)
        strip_mime_add(&mime, &signal_part, strip_signal_part());
    if (is_ignition(value))
        refuse(v, WF_CODE_SERVER, "is for Ignition, which cannot start an agent beside it");
    else
        add_value(v, &mime, &plain, value, 0);
    if (mime.n_parts == 0) {
        strip_mime_clear(&mime);
        return json_incref(agent);
    }
    strip_mime_add(&mime, &agent_part, json_incref(agent));
    return strip_mime_finish(&mime);
}

/* Branches of an `if` that is left open are combined one by one: each may be another kind of text.
 */
static json_t *branches(Server *v, const json_t *old, guint depth)
{
    const json_t *args = json_object_size(old) == 1 ? json_object_get(old, "if") : NULL;

    if (json_array_size(args) != 3 || depth > DEPTH)
        return combined(v, old);
    return json_pack("{s:[O, o, o]}", "if", json_array_get(args, 0),
                     branches(v, json_array_get(args, 1), depth + 1),
                     branches(v, json_array_get(args, 2), depth + 1));
}

/* Bytes of all texts in it: what is known of its size. */
static gsize known_bytes(const json_t *value)
{
    const json_t *args = json_object_get(value, "list_join"), *item;
    const json_t *template = json_object_get(json_object_get(value, "str_replace"), "template");
    gsize bytes = json_string_length(template ? template : value);
    size_t i;

    json_array_foreach (json_array_get(args, 1), i, item)
        bytes += json_string_length(item);
    return bytes;
}

static void check_size(Server *v, const json_t *value)
{
    gsize bytes = known_bytes(value);

    if (bytes <= USER_DATA_MAX)
        return;
    g_autofree char *why =
        g_strdup_printf("has %" G_GSIZE_FORMAT " bytes; Nova takes %d", bytes, USER_DATA_MAX);
    refuse(v, WF_CODE_SIZE, why);
}

/* Keys that `place` writes stand behind ours, in their own order: then it makes no difference which
 * of the two commands comes first. */
static void move_placement_last(json_t *properties)
{
    static const char *const keys[] = {"availability_zone", "scheduler_hints", NULL};
    json_auto_t *last = json_object();
    const char *key;
    json_t *value;

    json_object_foreach (properties, key, value)
        if (g_strv_contains(keys, key))
            json_object_set(last, key, value);
    for (guint i = 0; keys[i]; i++)
        json_object_del(properties, keys[i]);
    json_object_update(properties, last);
}

static void set_properties(Server *v, json_t *user_data)
{
    static const char *const software[] = {"software_config_transport", "deployment_swift_data",
                                           "user_data_format", "user_data"};
    json_auto_t *policy = json_incref(json_object_get(v->properties, "user_data_update_policy"));

    for (guint i = 0; i < G_N_ELEMENTS(software); i++)
        json_object_del(v->properties, software[i]);
    json_object_del(v->properties, "user_data_update_policy");
    json_object_set_new(v->properties, "user_data_format", json_string("RAW"));
    if (policy)
        json_object_set(v->properties, "user_data_update_policy", policy);
    else if (v->s->version >= WF_HOT_2016_04_08) /* that Heat brought the property */
        json_object_set_new(v->properties, "user_data_update_policy", json_string("IGNORE"));
    json_object_set_new(v->properties, "user_data", user_data);
    move_placement_last(v->properties);
}

/* A server that Heat does not make has no user_data. */
static bool is_made(Strip *s, WfId vm, const json_t *object)
{
    if (strcmp(type_of(object), "OS::Heat::DeployedServer") != 0)
        return true;
    wf_model_finding(s->m, wf_model_vm_place(s->m, vm), s->findings, WF_CODE_SERVER,
                     "'%s' exists already: put %s and the agent there yourself",
                     wf_model_vm_name(s->m, vm), WF_AGENT_CONFIG);
    wf_findings_severity(s->findings, WF_WARNING);
    return false;
}

void strip_user_data(Strip *s, WfId vm)
{
    const char *name = wf_model_vm_name(s->m, vm);
    json_t *object = json_object_get(s->resources, name);
    guint32 n;

    wf_model_vm_components(s->m, vm, &n);
    if (!object || n == 0 || !is_made(s, vm, object))
        return;
    const json_t *properties = json_object_get(object, "properties");
    json_t *own = !properties                  ? json_object()
                  : strip_takes_signals(s, vm) ? strip_without_handles(s, properties)
                                               : json_copy((json_t *)properties);
    json_object_set_new(object, "properties", own);
    Server v = {s, vm, name, own};
    json_auto_t *old = json_incref(json_object_get(v.properties, "user_data"));
    bool had = old && !json_is_null(old) && !(json_is_string(old) && json_string_length(old) == 0);
    json_t *user_data = branches(&v, had ? old : json_null(), 0);

    check_size(&v, user_data);
    set_properties(&v, user_data);
    s->result->n_agents++;
    strip_note(s, "resources", name, "user_data", had ? WF_STRIP_CHANGED : WF_STRIP_ADDED,
               wf_model_vm_place(s->m, vm),
               strip_words(s, "starts the agent that runs its %u component%s%s", n,
                           n == 1 ? "" : "s", had ? "; what it was stays a part of it" : ""));
}
