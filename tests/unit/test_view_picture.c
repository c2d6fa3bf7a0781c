/* From a model's text to the printed picture and back: the picture shows exactly its edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "picture.h"
#include "view_models.h"

#define SEEDS 12

static const ModelShape shapes[] = {
    {1, 1, 1, false, false},  {3, 9, 1.2, false, true},  {6, 20, 1.4, false, true},
    {5, 18, 1.5, true, true}, {8, 30, 1.3, true, false}, {12, 16, 1.0, false, true},
};

/* The same without step numbers, which the reader of pictures does not know. */
static WfVisible *without_steps(const WfVisible *visible)
{
    WfVisible *copy = wf_visible_new();

    for (guint32 i = 0; i < wf_visible_n_frames(visible); i++)
        wf_visible_add_frame(copy, wf_visible_frame(visible, i));
    for (guint32 i = 0; i < wf_visible_n_nodes(visible); i++)
        wf_visible_add_node(copy, wf_visible_node(visible, i));
    for (guint32 i = 0; i < wf_visible_n_edges(visible); i++) {
        WfVisibleEdge edge = *wf_visible_edge(visible, i);
        edge.step = 0;
        wf_visible_add_edge(copy, &edge);
    }
    return copy;
}

static char *print(WfView *view, const WfShown *shown, WfVisible *visible, WfScene **ret_scene)
{
    g_autoptr(WfLayout) layout = wf_layout_new();
    g_autoptr(GError) error = NULL;
    WfLayoutOptions options = wf_shown_options(shown);
    options.deadline_ms = 20000;
    *ret_scene = wf_layout_run(layout, visible, &options, NULL, &error);
    assert_non_null(*ret_scene);
    g_autoptr(WfViewLooks) looks = wf_view_looks(view, shown);
    GString *out = g_string_new(NULL);
    wf_scene_print(*ret_scene, wf_view_looks_get(looks), out);
    return g_string_free(out, FALSE);
}

/* Every pair with an edge has one in the visible graph, and no other has. */
static void same_edges(const WfView *view, const WfShown *shown, GHashTable *truth)
{
    const WfVisible *visible = wf_shown_visible(shown);

    assert_int_equal(wf_visible_n_edges(visible), g_hash_table_size(truth));
    for (guint32 i = 0; i < wf_visible_n_edges(visible); i++) {
        const WfVisibleEdge *edge = wf_visible_edge(visible, i);
        g_autofree char *from = wf_view_name(view, wf_shown_node(shown, edge->from).thing);
        g_autofree char *to = wf_view_name(view, wf_shown_node(shown, edge->to).thing);
        g_autofree char *pair = g_strdup_printf("%s %s", from, to);
        if (!g_hash_table_contains(truth, pair))
            fail_msg("phantom edge %s", pair);
    }
}

static void check_picture(WfView *view, GHashTable *truth, const char *name)
{
    g_autoptr(WfShown) shown = wf_view_show(view);
    g_autoptr(WfScene) scene = NULL;
    g_autoptr(WfVisible) visible = without_steps(wf_shown_visible(shown));
    g_autofree char *text = print(view, shown, visible, &scene);
    PictureFacts facts;
    g_autofree char *wrong =
        picture_check(text, visible, scene, wf_view_left_to_right(view), &facts);
    if (wrong[0])
        fail_msg("%s:\n%s\n%s", name, wrong, text);
    if (truth)
        same_edges(view, shown, truth);
}

static void test_pictures_show_the_model(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(shapes); i++) {
        for (guint seed = 1; seed <= SEEDS; seed++) {
            g_autoptr(GHashTable) truth =
                g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
            g_autofree char *text = random_model(seed * 100 + i, &shapes[i], truth);
            g_autoptr(WfModel) m = model_of(text);
            g_autoptr(WfView) view = wf_view_new(m);
            g_autofree char *name = g_strdup_printf("shape %u seed %u", i, seed);
            wf_view_set_zoom(view, seed % 2 ? WF_ZOOM_COMPACT : WF_ZOOM_BOXES);
            check_picture(view, truth, name);
            if (wf_model_n_vms(m) > 2) {
                wf_view_fold(view, (WfThing){WF_THING_VM, 0}, true);
                wf_view_fold(view, (WfThing){WF_THING_VM, 2}, true);
                check_picture(view, NULL, name);
            }
            wf_view_set_zoom(view, WF_ZOOM_VMS);
            check_picture(view, NULL, name);
        }
    }
}

static void test_folding_and_opening_changes_nothing(void **state)
{
    g_autoptr(GHashTable) truth = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *text = random_model(7, &shapes[3], truth);
    g_autoptr(WfModel) m = model_of(text);
    g_autoptr(WfView) view = wf_view_new(m);
    g_autoptr(WfShown) before = wf_view_show(view);
    g_autoptr(WfScene) scene = NULL, folded = NULL, again = NULL;
    g_autofree char *first = print(view, before, wf_shown_visible(before), &scene);
    WfThing vm = wf_view_find(view, "v1");

    wf_view_fold(view, vm, true);
    assert_true(wf_view_folded(view, vm));
    g_autoptr(WfShown) shut = wf_view_show(view);
    g_autofree char *second = print(view, shut, wf_shown_visible(shut), &folded);
    assert_string_not_equal(first, second);
    wf_view_fold(view, vm, false);
    g_autoptr(WfShown) after = wf_view_show(view);
    g_autofree char *third = print(view, after, wf_shown_visible(after), &again);
    assert_string_equal(first, third);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pictures_show_the_model),
        cmocka_unit_test(test_folding_and_opening_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
