/* make_url, with the escaping of Python's urllib.parse. */
#include "eval_priv.h"

#include <string.h>

static const char *const parts[] = {"scheme", "username", "password", "host", "port",
                                    "path",   "query",    "fragment", NULL};

/* urllib.parse.uses_netloc: schemes that have "//" even without a host. */
static const char *const net_schemes[] = {
    "ftp",     "http",  "gopher", "nntp",     "telnet",  "imap",  "wais",  "file",  "mms",
    "https",   "shttp", "snews",  "prospero", "rtsp",    "rtsps", "rtspu", "rsync", "svn",
    "svn+ssh", "sftp",  "nfs",    "git",      "git+ssh", "ws",    "wss",   NULL};

/* urllib.parse.quote(): letters, digits, "_.-~" and @safe stay. */
static void quote(GString *out, const char *s, gsize len, const char *safe)
{
    for (gsize i = 0; i < len; i++) {
        guchar c = (guchar)s[i];
        if (g_ascii_isalnum(c) || (c && strchr("_.-~", c)) || (c && strchr(safe, c)))
            g_string_append_c(out, (char)c);
        else
            g_string_append_printf(out, "%%%02X", c);
    }
}

/* As in a form: blanks are "+". Slashes stay, as Heat puts them back. */
static void quote_plus(GString *out, const char *s, gsize len)
{
    for (gsize i = 0; i < len; i++) {
        if (s[i] == ' ')
            g_string_append_c(out, '+');
        else
            quote(out, s + i, 1, "/");
    }
}

static void quote_part(GString *out, const json_t *args, const char *part, const char *safe)
{
    const json_t *value = json_object_get(args, part);
    if (value)
        quote(out, json_string_value(value), json_string_length(value), safe);
}

static bool good_port(const json_t *port)
{
    gint64 number = json_is_true(port) ? 1 : json_integer_value(port);
    if (json_is_string(port)) {
        if (!wf_py_int(json_string_value(port), json_string_length(port), &number))
            return false;
    } else if (json_is_real(port)) {
        double real = json_real_value(port);
        number = real > 0 && real < 70000 ? (gint64)real : 0;
    } else if (!json_is_integer(port) && !json_is_boolean(port)) {
        return false;
    }
    return number > 0 && number <= 65535;
}

/* @written: calls may stand for anything yet. Heat looks no further than the query. */
static bool check_parts(Eval *ev, const Call *call, const json_t *args, bool written)
{
    for (guint i = 0; parts[i]; i++) {
        const json_t *value = json_object_get(args, parts[i]);
        bool is_query = strcmp(parts[i], "query") == 0;
        if (!value ||
            (written && (wf_eval_is_call(ev, value) || (i == 7 && json_object_get(args, "query")))))
            continue;
        bool good = is_query                        ? json_is_object(value)
                    : strcmp(parts[i], "port") == 0 ? good_port(value)
                                                    : json_is_string(value);
        if (!good)
            return wf_eval_fail(ev, WF_ERROR_INVALID, "'%s' has a wrong '%s': expected %s",
                                call->name, parts[i],
                                is_query                        ? "a map"
                                : strcmp(parts[i], "port") == 0 ? "1 to 65535"
                                                                : "a text");
    }
    return true;
}

bool wf_check_url(Eval *ev, const Call *call)
{
    const char *key;
    json_t *value;

    if (!wf_eval_literal_map(ev, call->args))
        return wf_eval_usage(ev, call, "a map");
    json_object_foreach (call->args, key, value) {
        if (!g_strv_contains(parts, key))
            return wf_eval_fail(ev, WF_ERROR_INVALID, "'%s' has no argument '%s'", call->name, key);
    }
    return check_parts(ev, call, call->args, true);
}

static void append_netloc(GString *out, const json_t *args)
{
    g_autoptr(GString) host = g_string_new(NULL);
    const json_t *value = json_object_get(args, "host"), *port = json_object_get(args, "port");
    const char *name = value ? json_string_value(value) : "";
    gsize len = strlen(name), before = out->len;

    quote_part(out, args, "username", "");
    const json_t *password = json_object_get(args, "password");
    if (password && json_string_length(password) > 0) {
        g_string_append_c(out, ':');
        quote_part(out, args, "password", "");
    }
    if (out->len > before)
        g_string_append_c(out, '@');
    if (len >= 2 && name[0] == '[' && name[len - 1] == ']')
        quote(host, name + 1, len - 2, ":");
    else
        quote(host, name, len, ":");
    g_string_append_printf(out, strchr(host->str, ':') ? "[%s]" : "%s", host->str);
    if (port) {
        g_string_append_c(out, ':');
        wf_py_append_str(out, port);
    }
}

static void append_query(GString *out, const json_t *query)
{
    const char *key, *separator = "?";
    size_t len;
    json_t *value;

    json_object_keylen_foreach((json_t *)query, key, len, value)
    {
        g_autoptr(GString) text = g_string_new(NULL);
        wf_py_append_str(text, value);
        g_string_append(out, separator);
        quote_plus(out, key, len);
        g_string_append_c(out, '=');
        quote_plus(out, text->str, text->len);
        separator = "&";
    }
}

bool wf_apply_url(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    g_autoptr(GString) netloc = g_string_new(NULL);
    g_autoptr(GString) path = g_string_new(NULL);
    g_autoptr(GString) url = g_string_new(NULL);

    if (!check_parts(ev, call, args, false))
        return false;
    const json_t *scheme_value = json_object_get(args, "scheme");
    const char *scheme = scheme_value ? json_string_value(scheme_value) : "";
    if (strchr(scheme, ':'))
        return wf_eval_fail(ev, WF_ERROR_INVALID, "'%s' has a ':' in its scheme", call->name);
    append_netloc(netloc, args);
    quote_part(path, args, "path", "/");
    if (*scheme)
        g_string_append_printf(url, "%s:", scheme);
    if (netloc->len > 0 ||
        (g_strv_contains(net_schemes, scheme) && !g_str_has_prefix(path->str, "//"))) {
        g_string_append_printf(url, "//%s", netloc->str);
        if (path->len > 0 && path->str[0] != '/')
            g_string_append_c(url, '/');
    }
    g_string_append(url, path->str);
    append_query(url, json_object_get(args, "query"));
    const json_t *fragment = json_object_get(args, "fragment");
    if (fragment && json_string_length(fragment) > 0) {
        g_string_append_c(url, '#');
        quote_part(url, args, "fragment", "/");
    }
    return wf_val_give(ret, json_stringn(url->str, url->len));
}
