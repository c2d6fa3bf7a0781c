/* Every way to give a server its user_data, beside an agent. That cloud-init makes of the texts
 * what was meant is seen in tests/heat. */
#include "strip_case.h"

/* What cannot be used, each for its own reason. */
#define UNUSABLE                                                                                   \
    "  spaced:\n    type: OS::Heat::MultipartMime\n"                                               \
    "    properties: {parts: [{config: x, filename: 'a b'}]}\n"                                    \
    "  subtyped:\n    type: OS::Heat::MultipartMime\n"                                             \
    "    properties: {parts: [{config: x, subtype: 'a;b'}]}\n"                                     \
    "  open:\n    type: OS::Heat::MultipartMime\n"                                                 \
    "    properties: {parts: {get_attr: [own, parts]}}\n"                                          \
    "  split:\n    type: OS::Heat::SoftwareConfig\n"                                               \
    "    properties: {config: {get_attr: [list, value]}}\n"                                        \
    "  list: {type: OS::Heat::Value, properties: {value: [a, b]}}\n"

#define CONFIGS                                                                                    \
    "  net: {type: OS::Neutron::Net}\n"                                                            \
    "  own: {type: OS::My::Type}\n"                                                                \
    "  script:\n    type: OS::Heat::SoftwareConfig\n"                                              \
    "    properties: {config: \"#!/bin/sh\\necho script\"}\n"                                      \
    "  cloud: {type: OS::Heat::CloudConfig, properties: {cloud_config: {packages: [jq]}}}\n"       \
    "  tree: {type: OS::Heat::StructuredConfig, properties: {config: {a: 1}}}\n"                   \
    "  inner:\n    type: OS::Heat::MultipartMime\n"                                                \
    "    properties: {parts: [{config: \"echo inner\", filename: x-perl.in}]}\n"                   \
    "  raw:\n    type: OS::Heat::MultipartMime\n"                                                  \
    "    properties: {parts: [{config: \"X-Own: 1\\n\\nbody\", type: multipart}]}\n"               \
    "  several:\n    type: OS::Heat::MultipartMime\n    properties:\n      parts:\n"               \
    "      - {config: {get_resource: script}, filename: run.sh, subtype: x-shellscript}\n"         \
    "      - {config: {get_resource: inner}, type: multipart}\n"                                   \
    "      - {config: {get_attr: [cloud, config]}, subtype: cloud-config}\n"

static char *with_user_data(const char *value)
{
    return g_strconcat(HEAD "resources:\n" CONFIGS UNUSABLE "  a: {" SERVER ", user_data: ", value,
                       "}}\ncomponents: {x: {server: a}}\n", NULL);
}

static void what_configs_say_is_put_in(void **state)
{
    static const struct {
        const char *value, *there, *there_too, *not_there;
    } rows[] = {
        {"\"#!/bin/sh\\necho plain\"", "echo plain", "text/plain", "echo script"},
        {"{get_resource: script}", "echo script", "text/plain", "get_resource"},
        {"{get_attr: [script, config]}", "echo script", "text/plain", "get_attr"},
        {"{get_resource: cloud}", "#cloud-config\\npackages:\\n  - jq", "text/plain", "get_"},
        {"{get_attr: [script, show]}", "\"script\", \"show\"", "cloud-config-archive",
         "echo script"},
        {"{get_resource: net}", "{\"get_resource\": \"net\"}", "cloud-config-archive", "echo"},
        {"{get_attr: [own, config]}", "{\"get_attr\": [\"own\", \"config\"]}",
         "cloud-config-archive", "echo"},
        {"{list_join: ['', ['#!/bin/sh', {get_attr: [script, config]}]]}", "#!/bin/sh#!/bin/sh",
         "echo script", "get_attr"},
        {"{list_join: ['', [{get_attr: [net, name]}, {get_attr: [script, config]}]]}",
         "\"net\", \"name\"", "echo script", "\"script\""},
        {"{get_resource: raw}", "==\\nX-Own: 1", "body", "text/plain"},
        {"{get_resource: several}", "text/x-shellscript; charset", "filename=\\\"run.sh\\\"",
         "get_"},
        {"{get_resource: several}", "text/x-perl; charset", "filename=\\\"x-perl.in\\\"",
         "text/plain"},
        {"{get_resource: several}", "echo inner", "packages:", "multipart\\\""},
    };

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = with_user_data(rows[i].value);
        g_auto(Case) c;
        strip(&c, text);
        assert_non_null(c.s);
        char *said = json_dumps(json_object_get(properties(&c, "a"), "user_data"), JSON_ENCODE_ANY);
        if (!strstr(said, rows[i].there) || !strstr(said, rows[i].there_too) ||
            strstr(said, rows[i].not_there))
            fail_msg("%s: %s", rows[i].value, said);
        free(said);
    }
}

static void what_is_no_text_is_refused(void **state)
{
    static const struct {
        const char *value, *why;
    } rows[] = {
        {"{get_attr: [list, value]}", "is no text"},
        {"{get_resource: split}", "is no text"},
        {"{get_resource: tree}", "is a StructuredConfig, which is no text"},
        {"{get_resource: spaced}", "has a part whose filename or subtype is no plain word"},
        {"{get_resource: subtyped}", "has a part whose filename or subtype is no plain word"},
        {"{get_resource: open}", "has parts that only a running stack knows"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *model = with_user_data(rows[i].value);
        g_autofree char *message = g_strconcat("the user_data of 'a' ", rows[i].why, NULL);
        g_auto(Case) c;
        strip(&c, model);
        guint n = 0;
        for (guint f = 0; f < wf_findings_n(c.findings); f++) {
            const WfFinding *finding = wf_findings_get(c.findings, f);
            if (finding->severity == WF_FAULT)
                print_message("%s: %s\n", rows[i].value, finding->message);
            n += !strcmp(finding->message, message);
        }
        assert_int_equal(n, 1);
        assert_null(c.s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_configs_say_is_put_in),
        cmocka_unit_test(what_is_no_text_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
