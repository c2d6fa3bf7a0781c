/* The layout child may die, hang or lie: there is a picture all the same, and no process is left.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <weft/error.h>

#include "models.h"
#include "picture.h"

static const ModelKind kind = {.max_vms = 8, .max_components = 8, .cyclic = true};

static char *print(const WfScene *scene)
{
    GString *out = g_string_new(NULL);
    wf_scene_print(scene, NULL, out);
    return g_string_free(out, FALSE);
}

static void assert_no_children(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void assert_right(const WfScene *scene, const WfVisible *visible)
{
    PictureFacts facts;
    assert_non_null(scene);
    g_autofree char *text = print(scene);
    g_autofree char *wrong = picture_check(text, visible, scene, false, &facts);
    assert_string_equal(wrong, "");
}

static void a_broken_child_still_gives_a_picture(void **state)
{
    static const struct {
        WfLayoutFault fault;
        const char *trouble;
    } cases[] = {{WF_FAULT_SEGV, "egmentation"}, {WF_FAULT_ABRT, "bort"},
                 {WF_FAULT_KILL, "illed"},       {WF_FAULT_HANG, "took more"},
                 {WF_FAULT_HALF, "damaged"},     {WF_FAULT_NOISE, "damaged"}};
    (void)state;
    g_autoptr(WfVisible) visible = model_random(3, &kind);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(WfLayout) layout = wf_layout_new();
        WfLayoutReport report;
        wf_layout_set_fault(layout, cases[i].fault);
        WfLayoutOptions options = {.deadline_ms = cases[i].fault == WF_FAULT_HANG ? 50 : 5000};
        g_autoptr(WfScene) scene = wf_layout_run(layout, visible, &options, &report, NULL);
        assert_right(scene, visible);
        assert_int_equal(report.quality, WF_LAYOUT_SIMPLE);
        assert_int_equal(report.children, 2);
        assert_non_null(strstr(report.trouble, cases[i].trouble));
        assert_no_children();
        wf_layout_set_fault(layout, WF_FAULT_NONE);
        g_autoptr(WfScene) better = wf_layout_run(layout, visible, NULL, &report, NULL);
        assert_right(better, visible);
        assert_int_equal(report.quality, WF_LAYOUT_FULL);
        assert_null(report.trouble);
    }
}

/* --- in the background --- */

typedef struct {
    GMainLoop *loop;
    WfScene *scene;
    guint generation, calls;
    WfLayoutQuality quality;
    bool failed;
} Heard;

static void on_ready(WfScene *scene, const WfLayoutReport *report, guint generation,
                     const GError *error, gpointer data)
{
    Heard *heard = data;
    g_clear_pointer(&heard->scene, wf_scene_free);
    heard->scene = scene;
    heard->generation = generation;
    heard->quality = report->quality;
    heard->failed = error != NULL;
    heard->calls++;
    g_main_loop_quit(heard->loop);
}

static void in_the_background_it_is_the_same(void **state)
{
    (void)state;
    static const WfLayoutFault faults[] = {WF_FAULT_NONE, WF_FAULT_SEGV, WF_FAULT_HANG,
                                           WF_FAULT_HALF};
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(WfVisible) visible = model_random(5, &kind);
    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        g_autoptr(WfLayout) layout = wf_layout_new(), other = wf_layout_new();
        Heard heard = {.loop = loop};
        WfLayoutOptions options = {.deadline_ms = faults[i] == WF_FAULT_HANG ? 50 : 5000};
        wf_layout_set_fault(layout, faults[i]);
        wf_layout_set_fault(other, faults[i]);
        guint generation = wf_layout_start(layout, visible, &options, on_ready, &heard);
        assert_int_equal(heard.calls, 0);
        g_main_loop_run(loop);
        assert_int_equal(heard.calls, 1);
        assert_int_equal(heard.generation, generation);
        assert_int_equal(heard.quality, faults[i] ? WF_LAYOUT_SIMPLE : WF_LAYOUT_FULL);
        g_autoptr(WfScene) at_once = wf_layout_run(other, visible, &options, NULL, NULL);
        g_autofree char *a = print(heard.scene), *b = print(at_once);
        assert_string_equal(a, b);
        wf_scene_free(heard.scene);
        assert_no_children();
    }
}

static void a_newer_request_replaces_the_older(void **state)
{
    (void)state;
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(WfLayout) layout = wf_layout_new();
    g_autoptr(WfVisible) first = model_random(5, &kind), second = model_random(6, &kind);
    Heard old = {.loop = loop}, new = {.loop = loop};
    wf_layout_set_fault(layout, WF_FAULT_HANG);
    wf_layout_start(layout, first, &(WfLayoutOptions){.deadline_ms = 600000}, on_ready, &old);
    while (g_main_context_iteration(NULL, FALSE)) /* its child is on its way and hangs */
        ;
    wf_layout_set_fault(layout, WF_FAULT_NONE);
    guint generation = wf_layout_start(layout, second, NULL, on_ready, &new);
    g_main_loop_run(loop);
    assert_int_equal(old.calls, 0);
    assert_int_equal(new.generation, generation);
    assert_right(new.scene, second);
    wf_scene_free(new.scene);
    assert_no_children();

    wf_layout_set_fault(layout, WF_FAULT_HANG);
    wf_layout_start(layout, first, &(WfLayoutOptions){.deadline_ms = 600000}, on_ready, &old);
    while (g_main_context_iteration(NULL, FALSE))
        ;
    wf_layout_cancel(layout);
    assert_no_children();
}

/* --- the same again --- */

static WfVisible *half_closed(bool closed)
{
    WfVisible *v = wf_visible_new();
    guint32 db = closed ? 0 : wf_visible_add_frame(v, &(WfVisibleFrame){.title = "db"});
    guint32 app = wf_visible_add_frame(v, &(WfVisibleFrame){.title = "app"});
    guint32 a, b;
    if (closed) {
        a = b = wf_visible_add_node(
            v, &(WfVisibleNode){.label = "db", .frame = -1, .flags = WF_NODE_FOLDED});
    } else {
        a = wf_visible_add_node(v, &(WfVisibleNode){.label = "install", .frame = (gint32)db});
        b = wf_visible_add_node(v, &(WfVisibleNode){.label = "load", .frame = (gint32)db});
        wf_visible_add_edge(v, &(WfVisibleEdge){.from = a, .to = b, .link = WF_LINK_RUN_LIST});
    }
    guint32 c = wf_visible_add_node(v, &(WfVisibleNode){.label = "war", .frame = (gint32)app});
    wf_visible_add_edge(v, &(WfVisibleEdge){.from = b, .to = c, .cross = true});
    return v;
}

static void closing_and_opening_gives_the_same_bytes(void **state)
{
    (void)state;
    g_autoptr(WfLayout) layout = wf_layout_new(), fresh = wf_layout_new();
    g_autoptr(WfVisible) open = half_closed(false), closed = half_closed(true),
                         again = half_closed(false);
    WfLayoutReport report;
    assert_null(wf_layout_try(layout, open, NULL));
    g_autoptr(WfScene) first = wf_layout_run(layout, open, NULL, &report, NULL);
    assert_int_equal(report.children, 1);
    g_autoptr(WfScene) second = wf_layout_run(layout, closed, NULL, NULL, NULL);
    g_autoptr(WfScene) third = wf_layout_run(layout, again, NULL, &report, NULL);
    assert_int_equal(report.children, 0); /* remembered */
    g_autoptr(WfScene) tried = wf_layout_try(layout, again, NULL);
    g_autoptr(WfScene) other = wf_layout_run(fresh, again, NULL, NULL, NULL);
    g_autofree char *a = print(first), *b = print(second), *c = print(third), *d = print(other),
                    *e = print(tried);
    assert_string_equal(a, c);
    assert_string_equal(a, d);
    assert_string_equal(a, e);
    assert_string_not_equal(a, b);
}

static void the_same_model_gives_the_same_bytes(void **state)
{
    (void)state;
    for (guint32 seed = 0; seed < 10; seed++) {
        g_autoptr(WfLayout) one = wf_layout_new(), two = wf_layout_new();
        g_autoptr(WfVisible) v = model_random(seed, &kind), w = model_random(seed, &kind);
        g_autoptr(WfScene) a = wf_layout_run(one, v, NULL, NULL, NULL),
                           b = wf_layout_run(two, w, NULL, NULL, NULL);
        g_autofree char *x = print(a), *y = print(b);
        assert_string_equal(x, y);
    }
}

/* What was drawn a moment ago is not drawn again, but only if nothing at all is another. */
static void the_same_picture_is_drawn_once(void **state)
{
    (void)state;
    g_autoptr(WfVisible) visible = model_random(3, &kind);
    g_autoptr(WfVisible) same = model_random(3, &kind);
    g_autoptr(WfVisible) other = model_random(4, &kind);
    g_autoptr(WfLayout) layout = wf_layout_new();
    g_autoptr(WfScene) first = wf_layout_run(layout, visible, NULL, NULL, NULL);
    g_autoptr(WfScene) second = wf_layout_run(layout, other, NULL, NULL, NULL);
    g_autoptr(WfScene) third = wf_layout_try(layout, same, NULL);
    g_autoptr(WfScene) boxes =
        wf_layout_run(layout, same, &(WfLayoutOptions){.boxes = true}, NULL, NULL);
    assert_ptr_equal(third, first);
    assert_ptr_not_equal(second, first);
    assert_ptr_not_equal(boxes, first);
    for (guint seed = 10; seed < 20; seed++) { /* it goes when many others were asked for */
        g_autoptr(WfVisible) more = model_random(seed, &kind);
        g_autoptr(WfScene) scene = wf_layout_run(layout, more, NULL, NULL, NULL);
        assert_non_null(scene);
    }
    g_autoptr(WfScene) again = wf_layout_try(layout, same, NULL);
    g_autofree char *a = print(first), *b = print(again);
    assert_ptr_not_equal(again, first);
    assert_string_equal(a, b);
}

static void limits_are_errors(void **state)
{
    (void)state;
    g_autoptr(WfLayout) layout = wf_layout_new();
    g_autoptr(WfVisible) big = wf_visible_new(), odd = wf_visible_new(), lost = wf_visible_new();
    g_autoptr(GError) error = NULL;
    for (int i = 0; i <= WF_VISIBLE_MAX_NODES; i++)
        wf_visible_add_node(big, &(WfVisibleNode){.label = "n", .frame = -1});
    assert_null(wf_layout_run(layout, big, NULL, NULL, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_LIMIT));
    g_clear_error(&error);
    wf_visible_add_node(odd, &(WfVisibleNode){.label = "n", .frame = 3});
    assert_null(wf_layout_run(layout, odd, NULL, NULL, &error));
    g_clear_error(&error);
    wf_visible_add_edge(lost, &(WfVisibleEdge){.from = 0, .to = 1});
    assert_null(wf_layout_run(layout, lost, NULL, NULL, &error));
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    Heard heard = {.loop = loop};
    wf_layout_start(layout, big, NULL, on_ready, &heard);
    g_main_loop_run(loop);
    assert_true(heard.failed);
    assert_null(heard.scene);
}

static void nothing_and_next_to_nothing_are_drawn(void **state)
{
    (void)state;
    g_autoptr(WfLayout) layout = wf_layout_new();
    g_autoptr(WfVisible) nothing = wf_visible_new(), frame = wf_visible_new(),
                         loop = wf_visible_new();
    g_autoptr(WfScene) a = wf_layout_run(layout, nothing, NULL, NULL, NULL);
    g_autofree char *empty = print(a);
    assert_string_equal(empty, "");
    wf_visible_add_frame(frame, &(WfVisibleFrame){.title = "lonely"});
    g_autoptr(WfScene) b = wf_layout_run(layout, frame, NULL, NULL, NULL);
    g_autofree char *one = print(b);
    assert_string_equal(one, "╭ lonely ╌╮\n╎         ╎\n╰╌╌╌╌╌╌╌╌╌╯\n");
    wf_visible_add_node(loop, &(WfVisibleNode){.label = "self", .frame = -1});
    wf_visible_add_edge(loop, &(WfVisibleEdge){.from = 0, .to = 0});
    g_autoptr(WfScene) c = wf_layout_run(layout, loop, NULL, NULL, NULL);
    g_autofree char *self = print(c);
    assert_string_equal(self, "[self ↺]\n");
}

/* --- Graphviz' own pictures --- */

static void graphviz_renders_or_says_why(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) svg =
        wf_picture_render("digraph { a -> b [color=red] }", WF_PICTURE_SVG, 0, &error);
    assert_null(error);
    g_autoptr(GBytes) again =
        wf_picture_render("digraph { a -> b [color=red] }", WF_PICTURE_SVG, 0, &error);
    assert_true(g_bytes_equal(svg, again));
    g_autofree char *text = g_strndup(g_bytes_get_data(svg, NULL), g_bytes_get_size(svg));
    assert_non_null(strstr(text, "<svg"));
    assert_non_null(strstr(text, "</svg>"));

    g_autoptr(GBytes) png = wf_picture_render("digraph { a -> b }", WF_PICTURE_PNG, 0, &error);
    assert_null(error);
    assert_memory_equal(g_bytes_get_data(png, NULL), "\x89PNG", 4);
    g_autoptr(GBytes) pdf = wf_picture_render("digraph { a -> b }", WF_PICTURE_PDF, 0, &error);
    assert_null(error);
    assert_memory_equal(g_bytes_get_data(pdf, NULL), "%PDF", 4);

    assert_null(wf_picture_render("digraph { a -> ", WF_PICTURE_SVG, 0, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_INVALID));
    assert_non_null(strstr(error->message, "line 1"));
    assert_no_children();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_child_still_gives_a_picture),
        cmocka_unit_test(in_the_background_it_is_the_same),
        cmocka_unit_test(a_newer_request_replaces_the_older),
        cmocka_unit_test(closing_and_opening_gives_the_same_bytes),
        cmocka_unit_test(the_same_model_gives_the_same_bytes),
        cmocka_unit_test(the_same_picture_is_drawn_once),
        cmocka_unit_test(limits_are_errors),
        cmocka_unit_test(nothing_and_next_to_nothing_are_drawn),
        cmocka_unit_test(graphviz_renders_or_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
