/* Exports: complete, deterministic, valid, and nothing of a model gets out raw. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <weft/export.h>
#include <weft/text.h>

#include "view_models.h"

static const char hostile[] =
    "heat_template_version: 2018-08-31\nresources:\n"
    "  \"vm\\e[31m<script>\": {type: OS::Nova::Server}\n"
    "components:\n"
    "  \"a\\u202Eb\\e]0;x\\a\": {server: \"vm\\e[31m<script>\", config: '#!/bin/sh',"
    " outputs: [\"o\\e[2J\"]}\n"
    "  \"q\\\"] ; \\\\N &amp; <b>\": {server: \"vm\\e[31m<script>\", config: '#!/bin/sh',\n"
    "    inputs: {\"i\\e\": {get_attr: [\"a\\u202Eb\\e]0;x\\a\", \"o\\e[2J\"]}}}\n"
    "  \"\\u6f22\\u5b57\": {server: \"vm\\e[31m<script>\", config: '#!/bin/sh',"
    " depends_on: [\"q\\\"] ; \\\\N &amp; <b>\"]}\n";

static WfView *view_of(const char *text)
{
    g_autoptr(WfModel) m = model_of(text);
    return wf_view_new(m);
}

/* Apart from line ends, every character may be shown. */
static void assert_visible(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **line = lines; *line; line++)
        if (!wf_text_is_plain(*line, -1)) {
            g_autofree char *shown = wf_text_visible(*line, -1, 0);
            fail_msg("raw: %s", shown);
        }
}

static WfTheme *plain_theme(void)
{
    return wf_theme_builtin("default");
}

static void test_nothing_gets_out_raw(void **state)
{
    g_autoptr(WfView) view = view_of(hostile);
    g_autoptr(WfTheme) theme = plain_theme();
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(WfFindings) findings = wf_findings_new();

    for (WfLevel level = WF_LEVEL_COMPONENT; level <= WF_LEVEL_ROLE; level++) {
        g_autofree char *dot = wf_export_dot(view, level, theme);
        g_autofree char *json = wf_export_json(view, level);
        assert_visible(dot);
        assert_visible(json);
        g_autoptr(GBytes) svg = wf_picture_render(dot, WF_PICTURE_SVG, 20000, &error);
        if (!svg)
            fail_msg("%s\n%s", error->message, dot);
        gsize len;
        const char *data = g_bytes_get_data(svg, &len);
        g_autofree char *copy = g_strndup(data, len);
        assert_visible(copy);
        assert_null(strstr(copy, "<script"));
    }
    assert_true(wf_export_text(view, &(WfTextOptions){.width = 0}, text, NULL, &error));
    wf_export_overview(view, findings, &(WfTextOptions){.width = 80}, text);
    assert_visible(text->str);
}

static void test_json_is_complete(void **state)
{
    g_autoptr(GHashTable) truth = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ModelShape shape = {.vms = 90, .components = 700, .edges = 2, .facts = true, .cyclic = true};
    g_autofree char *text = random_model(5, &shape, truth);
    g_autoptr(WfView) view = view_of(text);
    const WfModel *m = wf_view_model(view);

    wf_view_fold_all(view, true); /* must not matter */
    g_autofree char *json = wf_export_json(view, WF_LEVEL_COMPONENT);
    json_t *root = json_loads(json, 0, NULL), *edge;
    assert_non_null(root);
    assert_int_equal(json_integer_value(json_object_get(root, "weft")), 1);
    json_t *edges = json_object_get(root, "edges");
    assert_int_equal(json_array_size(edges), wf_model_n_edges(m));
    guint32 n_components = 0;
    size_t i;
    json_array_foreach (json_object_get(root, "nodes"), i, edge)
        n_components += strcmp(json_string_value(json_object_get(edge, "kind")), "vm") != 0;
    assert_int_equal(n_components, 700);
    bool any_cycle = false;
    json_array_foreach (edges, i, edge) {
        g_autofree char *pair =
            g_strdup_printf("%s %s", json_string_value(json_object_get(edge, "from")),
                            json_string_value(json_object_get(edge, "to")));
        assert_true(g_hash_table_contains(truth, pair));
        any_cycle |= json_is_true(json_object_get(edge, "in_cycle"));
    }
    assert_true(any_cycle);
    json_decref(root);
}

static guint lines_with(const char *text, const char *part)
{
    guint n = 0;
    for (const char *p = text; (p = strstr(p, part)); p += strlen(part))
        n++;
    return n;
}

static void test_dot_has_clusters_and_all_pairs(void **state)
{
    g_autoptr(GHashTable) truth = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ModelShape shape = {.vms = 6, .components = 40, .edges = 1.5};
    g_autofree char *text = random_model(9, &shape, truth);
    g_autoptr(WfView) view = view_of(text);
    g_autoptr(WfTheme) theme = plain_theme();
    g_autofree char *dot = wf_export_dot(view, WF_LEVEL_COMPONENT, theme);
    g_autofree char *again = wf_export_dot(view, WF_LEVEL_COMPONENT, theme);

    assert_string_equal(dot, again);
    assert_int_equal(lines_with(dot, "subgraph cluster_"), 6);
    assert_int_equal(lines_with(dot, " -> n"), g_hash_table_size(truth));
    g_autofree char *vms = wf_export_dot(view, WF_LEVEL_VM, theme);
    assert_int_equal(lines_with(vms, "subgraph"), 0);
    assert_int_equal(lines_with(vms, "[ label"), 7); /* six and the graph itself */
}

static void test_links_lead_from_the_file(void **state)
{
    static const struct {
        const char *file, *link;
    } cases[] = {{"shop.svg", "URL=\"test.yaml#L"},
                 {"out/shop.svg", "URL=\"../test.yaml#L"},
                 {"out/here/../here/shop.svg", "URL=\"../../test.yaml#L"},
                 {"-", "URL=\"test.yaml#L"},
                 {"/dev/stdout", "URL=\"test.yaml#L"},
                 {NULL, "URL=\"test.yaml#L"}};
    g_autoptr(WfView) view = view_of(hostile);
    g_autoptr(WfTheme) theme = plain_theme();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *dot = wf_export_dot_for(view, WF_LEVEL_COMPONENT, theme, cases[i].file);
        assert_true(lines_with(dot, cases[i].link) > 0);
        assert_int_equal(lines_with(dot, "URL="), lines_with(dot, cases[i].link));
    }
}

static void test_dot_ends_wires_of_infrastructure_at_clusters(void **state)
{
    g_autoptr(WfView) view = view_of(
        "heat_template_version: 2018-08-31\nresources:\n"
        "  net: {type: OS::Neutron::Net}\n"
        "  disk: {type: OS::Cinder::VolumeAttachment, properties: {instance_uuid: {get_resource: "
        "a}}}\n"
        "  a: {type: OS::Nova::Server, properties: {networks: [{network: {get_resource: net}}]}}\n"
        "components: {x: {server: a, config: '#!/bin/sh'}}\n");
    g_autoptr(WfTheme) theme = plain_theme();
    wf_view_set_resources(view, true);
    g_autofree char *dot = wf_export_dot(view, WF_LEVEL_COMPONENT, theme);
    assert_int_equal(lines_with(dot, " lhead=cluster_0"), 1);
    assert_int_equal(lines_with(dot, " ltail=cluster_0"), 1);
}

static void test_text_takes_the_zoom_that_fits(void **state)
{
    g_autoptr(GHashTable) truth = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ModelShape shape = {.vms = 12, .components = 60, .edges = 1.2};
    g_autofree char *model = random_model(21, &shape, truth);
    static const int widths[] = {0, 100, 60, 20};
    WfZoom last = WF_ZOOM_COMPACT;

    for (guint i = 0; i < G_N_ELEMENTS(widths); i++) {
        g_autoptr(WfView) view = view_of(model);
        g_autoptr(GString) out = g_string_new(NULL);
        g_autofree char *note = NULL;
        assert_true(wf_export_text(view, &(WfTextOptions){.width = widths[i]}, out, &note, NULL));
        g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
        for (char **line = lines; widths[i] && *line; line++)
            assert_true(wf_text_width(*line, -1) <= widths[i]);
        if (i == 0)
            assert_int_equal(wf_view_zoom(view), WF_ZOOM_COMPACT);
        else if (wf_view_zoom(view) != WF_ZOOM_OUTLINE)
            assert_true(wf_view_zoom(view) <= last);
        if (wf_view_zoom(view) != WF_ZOOM_COMPACT)
            assert_non_null(strstr(note, "to fit"));
        last = wf_view_zoom(view);
    }
}

static void test_ascii_is_ascii(void **state)
{
    g_autoptr(WfView) view = view_of(hostile);
    static const WfZoom zooms[] = {WF_ZOOM_TILES,   WF_ZOOM_ROLES, WF_ZOOM_VMS,
                                   WF_ZOOM_COMPACT, WF_ZOOM_BOXES, WF_ZOOM_OUTLINE};
    for (guint i = 0; i < G_N_ELEMENTS(zooms); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        wf_view_set_zoom(view, zooms[i]);
        assert_true(wf_export_text(view,
                                   &(WfTextOptions){.width = 80, .zoom_given = true, .ascii = true},
                                   out, NULL, NULL));
        assert_true(out->len > 0);
        for (const char *p = out->str; *p; p++)
            assert_true(*p == '\n' || (*p >= ' ' && *p < 127));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_gets_out_raw),
        cmocka_unit_test(test_json_is_complete),
        cmocka_unit_test(test_dot_has_clusters_and_all_pairs),
        cmocka_unit_test(test_links_lead_from_the_file),
        cmocka_unit_test(test_dot_ends_wires_of_infrastructure_at_clusters),
        cmocka_unit_test(test_text_takes_the_zoom_that_fits),
        cmocka_unit_test(test_ascii_is_ascii),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
