/* A model that is stripped, for tests of strip: what became of it. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <weft/emit.h>
#include <weft/error.h>
#include <weft/strip.h>

#define HEAD "heat_template_version: 2018-08-31\n"
#define SERVER "type: OS::Nova::Server, properties: {image: i, flavor: f"

typedef struct {
    WfFindings *findings;
    WfModel *m;
    WfKeys *keys;
    WfStripped *s;
    GError *error;
} Case;

static inline WfModel *load(const char *text, WfFindings *findings)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    WfModelOptions options = {.path = "model.yaml", .bytes = bytes};
    WfModel *m = wf_model_load(&options, findings, NULL);

    for (guint i = 0; i < wf_findings_n(findings); i++)
        if (wf_findings_get(findings, i)->severity == WF_FAULT)
            print_message("%s\n", wf_findings_get(findings, i)->message);
    assert_non_null(m);
    return m;
}

static inline void strip(Case *c, const char *text)
{
    static const guint8 master[32] = {7};

    *c = (Case){.findings = wf_findings_new(), .keys = wf_keys_new(master, "shop")};
    c->m = load(text, c->findings);
    WfStripOptions options = {.stack = "shop", .ensemble = "z:2181", .keys = c->keys};
    c->s = wf_strip(c->m, &options, c->findings, &c->error);
}

static inline void clear(Case *c)
{
    wf_stripped_free(c->s);
    wf_keys_free(c->keys);
    wf_model_unref(c->m);
    wf_findings_free(c->findings);
    g_clear_error(&c->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Case, clear)

static inline json_t *properties(const Case *c, const char *name)
{
    return json_object_get(json_object_get(json_object_get(c->s->template, "resources"), name),
                           "properties");
}

static inline const char *user_data(const Case *c, const char *name)
{
    return json_string_value(json_object_get(properties(c, name), "user_data"));
}

static inline void refused(const char *text, WfCode code, guint line)
{
    g_auto(Case) c;

    strip(&c, text);
    assert_null(c.s);
    assert_true(g_error_matches(c.error, WF_ERROR, WF_ERROR_INVALID));
    for (guint i = 0; i < wf_findings_n(c.findings); i++) {
        const WfFinding *f = wf_findings_get(c.findings, i);
        if (f->code == code && f->severity == WF_FAULT && f->span.line == line)
            return;
        print_message("%u: %s [%s]\n", f->span.line, f->message, wf_code_name(f->code));
    }
    fail_msg("no %s in line %u", wf_code_name(code), line);
}
