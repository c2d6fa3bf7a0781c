/* What cloud-init gets from us: the agent's configuration and the way to start it. Nothing in it
 * may change from one update to the next: no version, no generation, no digest of the model. */
#include "strip_priv.h"

#include <string.h>

#define UNIT "weft-agent.service"
#define FACTS "%weft-facts%"
#define SELF "%weft-self%"

/* ---- how the agent gets in ---- */

static bool is_url(const char *url)
{
    static const char odd[] = " \"'\\<>^`{|}$;&#*()";

    if (!g_str_has_prefix(url, "https://") && !g_str_has_prefix(url, "http://"))
        return false;
    for (const char *c = url; *c; c++)
        if (*c <= ' ' || *c & 0x80 || *c == 0x7f || strchr(odd, *c))
            return false;
    return true;
}

static bool is_sha256(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

bool wf_bootstrap_parse(const char *text, WfBootstrap *ret, const char **ret_why)
{
    if (strcmp(text, "package") == 0 || strcmp(text, "image") == 0) {
        *ret = (WfBootstrap){.kind = *text == 'p' ? WF_BOOTSTRAP_PACKAGE : WF_BOOTSTRAP_IMAGE};
        return true;
    }
    *ret_why = "takes package, image, url=URL or url=URL#sha256=DIGEST";
    if (!g_str_has_prefix(text, "url="))
        return false;
    g_auto(GStrv) parts = g_strsplit(text + strlen("url="), "#sha256=", 2);
    *ret_why = "wants an http or https URL without blanks and quotes";
    if (!parts[0] || !is_url(parts[0]))
        return false;
    *ret_why = "wants 64 small hexadecimal digits after #sha256=";
    if (parts[1] && !is_sha256(parts[1]))
        return false;
    *ret = (WfBootstrap){WF_BOOTSTRAP_URL, g_strdup(parts[0]), g_strdup(parts[1])};
    return true;
}

void wf_bootstrap_clear(WfBootstrap *b)
{
    g_clear_pointer(&b->url, g_free);
    g_clear_pointer(&b->sha256, g_free);
}

/* ---- agent.json ---- */

/* As JSON in ASCII, which no charset takes apart. */
static void add_json(GString *json, const char *key, const json_t *value)
{
    g_autofree char *text = json_dumps(value, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_ENCODE_ANY);

    g_string_append_printf(json, ",\"%s\":%s", key, text);
}

static bool is_known(const Strip *s, const json_t *value)
{
    WfExprScope scope = {.version = s->version};
    bool known = false;
    json_auto_t *same = wf_expr_eval(value, &scope, &known, NULL, NULL);
    return same && known;
}

/* Puts @value under @key: now if it is known, else as a parameter of the str_replace to come, which
 * writes maps as JSON. */
static void add_value(Strip *s, GString *json, json_t *params, const char *key, const char *mark,
                      json_t *value)
{
    if (!value)
        return;
    if (is_known(s, value)) {
        add_json(json, key, value);
    } else {
        g_string_append_printf(json, ",\"%s\":%s", key, mark);
        json_object_set(params, mark, value);
        s->needs_json = true;
    }
    json_decref(value);
}

static void add_text(GString *json, const char *key, const char *text)
{
    json_auto_t *value = json_string(text);
    add_json(json, key, value);
}

/* What all VMs have in common. */
static char *config_head(const WfStripOptions *options)
{
    GString *json = g_string_new("{\"weft\":1");

    add_text(json, "zookeeper", options->ensemble);
    add_text(json, "stack", options->stack);
    return g_string_free(json, FALSE);
}

/* The one line of agent.json. Takes @facts and @self; @params: what Heat has to fill in. */
static char *agent_config(Strip *s, WfId vm, json_t *facts, json_t *self, json_t *params)
{
    const char *name = wf_model_vm_name(s->m, vm);
    g_autofree char *credential = wf_keys_vm_credential(s->options->keys, name);

    if (!s->config_head)
        s->config_head = config_head(s->options);
    GString *json = g_string_new(s->config_head);
    add_text(json, "vm", name);
    g_string_append_printf(json, ",\"credential\":\"%s\"", credential); /* base64 */
    /* A name that holds a mark would be replaced too: no name of a cloud's server does. */
    add_value(s, json, params, "facts", FACTS, facts);
    add_value(s, json, params, "self", SELF, self);
    g_string_append_c(json, '}');
    return g_string_free(json, FALSE);
}

static bool is_call(const char *name)
{
    return wf_expr_function(name) != WF_FN_NONE;
}

/* @value with null for what only Heat can tell, named in @ret_open by where it stands. Takes the
 * reference; as deep as facts are. */
static json_t *without_open(const Strip *s, json_t *value, const char *where, GPtrArray *ret_open)
{
    const char *key = json_object_iter_key(json_object_iter(value));
    json_t *item;
    size_t i;

    if (!value || is_known(s, value))
        return value;
    if (!json_is_array(value) && (!key || (json_object_size(value) == 1 && is_call(key)))) {
        json_decref(value);
        g_ptr_array_add(ret_open, g_strdup(where));
        return json_null();
    }
    json_t *copy = json_is_array(value) ? json_array() : json_object();
    json_array_foreach (value, i, item) {
        g_autofree char *inner = g_strdup_printf("%s[%zu]", where, i);
        json_array_append_new(copy, without_open(s, json_incref(item), inner, ret_open));
    }
    json_object_foreach (value, key, item) {
        g_autofree char *inner = g_strdup_printf("%s.%s", where, key);
        json_object_set_new(copy, key, without_open(s, json_incref(item), inner, ret_open));
    }
    json_decref(value);
    return copy;
}

char *strip_agent_alone(Strip *s, WfId vm, GPtrArray *ret_open)
{
    json_t *facts = without_open(s, strip_facts(s, vm), "facts", ret_open);
    json_t *self = without_open(s, strip_self(s, vm), "self", ret_open);

    return agent_config(s, vm, facts, self, NULL);
}

/* ---- cloud-config ---- */

static void add_file(GString *out, const char *path, const char *mode, const char *content)
{
    g_string_append_printf(out, "- path: %s\n  permissions: '%s'\n  content: |\n", path, mode);
    for (const char *line = content; *line;) {
        gsize len = strcspn(line, "\n");
        g_string_append(out, "    ");
        g_string_append_len(out, line, (gssize)len);
        g_string_append_c(out, '\n');
        line += len + (line[len] == '\n');
    }
}

static const char unit[] = "[Unit]\n"
                           "Description=weft agent\n"
                           "Wants=network-online.target\n"
                           "After=network-online.target\n"
                           "[Service]\n"
                           "ExecStart=/usr/local/bin/weft-agent --config " WF_AGENT_CONFIG "\n"
                           "Restart=always\n"
                           "RestartSec=5\n"
                           "KillMode=process\n"
                           "[Install]\n"
                           "WantedBy=multi-user.target\n";

static bool is_package(const WfBootstrap *b)
{
    return b->kind == WF_BOOTSTRAP_URL && g_str_has_suffix(b->url, ".deb");
}

/* Fetched beside its place, checked, and only then put there. */
static void add_download(GString *out, const WfBootstrap *b)
{
    const char *folder = is_package(b) ? "/var/tmp" : "/usr/local/bin";
    const char *file = is_package(b) ? "weft-agent.deb" : "weft-agent.new";

    g_string_append_printf(out, "- [curl, -fsSL, --retry, '8', -o, %s/%s, '%s']\n", folder, file,
                           b->url);
    g_string_append_printf(out, "- cd %s && ", folder);
    if (b->sha256)
        g_string_append_printf(out, "echo '%s  %s' | sha256sum -c && ", b->sha256, file);
    g_string_append(
        out, is_package(b) ? "DEBIAN_FRONTEND=noninteractive apt-get install -y ./weft-agent.deb\n"
                           : "chmod 755 weft-agent.new && mv weft-agent.new weft-agent\n");
}

static char *cloud_config(const Strip *s, const char *config)
{
    const WfBootstrap *b = &s->options->bootstrap;
    GString *out = g_string_new("#cloud-config\nwrite_files:\n");

    add_file(out, WF_AGENT_CONFIG, "0600", config);
    if (b->kind == WF_BOOTSTRAP_URL && !is_package(b))
        add_file(out, "/etc/systemd/system/" UNIT, "0644", unit);
    if (b->kind == WF_BOOTSTRAP_PACKAGE)
        g_string_append(out, "packages: [weft-agent]\n");
    if (is_package(b)) /* what it depends on comes from the image's own repositories */
        g_string_append(out, "package_update: true\n");
    g_string_append(out, "runcmd:\n");
    if (b->kind == WF_BOOTSTRAP_URL)
        add_download(out, b);
    /* Not waited for: the unit may be ordered after cloud-init's own. */
    g_string_append(out, "- [systemctl, enable, --now, --no-block, " UNIT "]\n");
    return g_string_free(out, FALSE);
}

json_t *strip_agent_part(Strip *s, WfId vm)
{
    json_auto_t *params = json_object();
    g_autofree char *config = agent_config(s, vm, strip_facts(s, vm), strip_self(s, vm), params);
    g_autofree char *text = cloud_config(s, config);

    if (json_object_size(params) == 0)
        return json_string(text);
    return json_pack("{s:{s:s, s:O}}", "str_replace", "template", text, "params", params);
}

/* ---- weft-signal ---- */

/* Takes the signals of wait conditions and keeps each as a file: called with curl's arguments, as
 * cfn-signal, or by systemd with a connection. */
static const char signal_script[] =
    "#!/bin/sh\n"
    "# Keeps a wait condition's signal where this VM's agent counts it.\n"
    "# weft-signal NAME [CURL ARGUMENTS] | cfn-signal [OPTIONS] URL | weft-signal --http\n"
    "set -u\n"
    "umask 077\n"
    "folder=${WEFT_SIGNALS:-" WF_SIGNAL_FOLDER "}\n"
    "\n"
    "keep() {\n"
    "    case $1 in '' | .* | *[!A-Za-z0-9._%-]*) echo \"weft-signal: no name: '$1'\" >&2; return "
    "1 ;; esac\n"
    "    mkdir -p \"$folder/$1\" && new=$(mktemp \"$folder/.new.XXXXXX\") || return 1\n"
    "    printf '%s' \"$2\" >\"$new\" && mv \"$new\" \"$folder/$1/$(date +%s%N)-$$\"\n"
    "}\n"
    "\n"
    "text() { printf '%s' \"$1\" | tr '\\000-\\037' ' ' | sed 's/[\\\\\"]/\\\\&/g'; }\n"
    "\n"
    "from_curl() {\n"
    "    name=$1 body='{\"status\":\"SUCCESS\"}'\n"
    "    shift\n"
    "    while [ $# -gt 0 ]; do\n"
    "        case $1 in\n"
    "        -d | --data | --data-binary | --data-raw | --data-ascii | --json)\n"
    "            body=${2-}; [ $# -gt 1 ] && shift ;;\n"
    "        --data=* | --data-binary=* | --data-raw=* | --data-ascii=*) body=${1#*=} ;;\n"
    "        -d*) body=${1#-d} ;;\n"
    "        -H | -X | -m | -o | -w | --header | --request | --output | --write-out | --max-time | "
    "\\\n"
    "        --retry | --retry-delay | --retry-max-time | --connect-timeout) [ $# -gt 1 ] && shift "
    ";;\n"
    "        esac\n"
    "        shift\n"
    "    done\n"
    "    case $body in @-) body=$(cat) ;; @*) body=$(cat -- \"${body#@}\") ;; esac\n"
    "    keep \"$name\" \"$body\"\n"
    "}\n"
    "\n"
    "from_cfn() {\n"
    "    status=SUCCESS reason='' data='' id='' url=''\n"
    "    while [ $# -gt 0 ]; do\n"
    "        case $1 in --*=*) option=${1%%=*} value=${1#*=}; shift; set -- \"$option\" \"$value\" "
    "\"$@\" ;; esac\n"
    "        case $1 in\n"
    "        -e | --exit-code) [ \"${2-}\" = 0 ] || status=FAILURE ;;\n"
    "        -s | --success) [ \"${2-}\" = true ] || status=FAILURE ;;\n"
    "        -r | --reason) reason=${2-} ;;\n"
    "        -d | --data) data=${2-} ;;\n"
    "        -i | --id) id=${2-} ;;\n"
    "        -*) ;;\n"
    "        *) url=$1; shift; continue ;;\n"
    "        esac\n"
    "        shift\n"
    "        [ $# -gt 0 ] && shift\n"
    "    done\n"
    "    body=\"{\\\"status\\\":\\\"$status\\\",\\\"reason\\\":\\\"$(text "
    "\"$reason\")\\\",\\\"data\\\":\\\"$(text \"$data\")\\\"\"\n"
    "    [ -z \"$id\" ] || body=\"$body,\\\"id\\\":\\\"$(text \"$id\")\\\"\"\n"
    "    keep \"${url##*/}\" \"$body}\"\n"
    "}\n"
    "\n"
    "from_http() {\n"
    "    length=0\n"
    "    read -r _ path _\n"
    "    while read -r header value; do\n"
    "        value=${value%\"$(printf '\\r')\"}\n"
    "        case $header in\n"
    "        \"$(printf '\\r')\" | '') break ;;\n"
    "        [Cc]ontent-[Ll]ength:) length=$value ;;\n"
    "        [Ee]xpect:) printf 'HTTP/1.1 100 Continue\\r\\n\\r\\n' ;;\n"
    "        esac\n"
    "    done\n"
    "    case $length in *[!0-9]* | ???????*) length=0 ;; esac\n"
    "    path=${path%%\\?*}\n"
    "    if keep \"${path##*/}\" \"$(head -c \"$length\")\"; then code='200 OK'; else code='404 "
    "Not Found'; fi\n"
    "    printf 'HTTP/1.1 %s\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n' \"$code\"\n"
    "}\n"
    "\n"
    "case ${0##*/} in cfn-signal) from_cfn \"$@\"; exit ;; esac\n"
    "case ${1-} in --http) from_http ;; *) from_curl \"$@\" ;; esac\n";

/* Runs before the user's scripts: cloud-init runs them by name, and its own begin with "part". */
json_t *strip_signal_part(void)
{
    g_autofree char *text = g_strconcat(
        "#!/bin/sh\n"
        "# Signals of wait conditions stay in this VM.\n"
        "mkdir -p /usr/local/bin\n"
        "cat >" WF_SIGNAL_COMMAND " <<'END OF SCRIPT'\n",
        signal_script,
        "END OF SCRIPT\n"
        "chmod 755 " WF_SIGNAL_COMMAND "\n"
        "command -v cfn-signal >/dev/null 2>&1 || ln -sf weft-signal /usr/local/bin/cfn-signal\n"
        "if [ -d /run/systemd/system ]; then\n"
        "    printf '[Socket]\\nListenStream=" WF_SIGNAL_ADDRESS "\\nAccept=yes\\n[Install]\\n"
        "WantedBy=sockets.target\\n' >/etc/systemd/system/weft-signal.socket\n"
        "    printf '[Service]\\nExecStart=" WF_SIGNAL_COMMAND " --http\\nStandardInput=socket\\n"
        "StandardOutput=socket\\n' >/etc/systemd/system/weft-signal@.service\n"
        "    systemctl daemon-reload && systemctl enable --now weft-signal.socket\n"
        "fi\n",
        NULL);
    return json_string(text);
}
