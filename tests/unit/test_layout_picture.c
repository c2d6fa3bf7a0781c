/* Hundreds of random models are drawn, and every picture is read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "models.h"
#include "picture.h"

static const ModelKind kinds[] = {
    {.max_vms = 8, .max_components = 8},
    {.max_vms = 6, .max_components = 12, .dense = true},
    {.max_vms = 14, .max_components = 6, .hub = true},
    {.max_vms = 8, .max_components = 8, .cyclic = true},
    {.max_vms = 6, .max_components = 10, .cyclic = true, .dense = true},
    {.max_vms = 10, .max_components = 6, .lonely = true},
    {.max_vms = 12, .max_components = 5, .mixed = true},
    {.max_vms = 10, .max_components = 5, .mixed = true, .cyclic = true, .dense = true},
    {.max_vms = 1, .max_components = 1},
    {.max_vms = 10, .max_components = 4, .framed = true, .mixed = true},
    {.max_vms = 8, .max_components = 6, .framed = true, .cyclic = true},
    {.max_vms = 24, .max_components = 14, .hub = true, .dense = true},
};

static char *print(const WfScene *scene)
{
    GString *out = g_string_new(NULL);
    wf_scene_print(scene, NULL, out);
    return g_string_free(out, FALSE);
}

static WfScene *draw(WfLayout *layout, WfVisible *visible, const WfLayoutOptions *options)
{
    g_autoptr(GError) error = NULL;
    WfScene *scene = wf_layout_run(layout, visible, options, NULL, &error);
    assert_non_null(scene);
    return scene;
}

static guint32 upward_edges(const WfScene *scene)
{
    guint32 n_up = 0, n;
    for (guint32 e = 0; e < wf_scene_n_edges(scene); e++) {
        wf_scene_points(scene, e, &n);
        n_up += n > 0 && wf_scene_edge_upward(scene, e);
    }
    return n_up;
}

typedef struct {
    guint64 drawn, layered;
    guint pictures, tangled, doglegs;
} Totals;

static void read_dump(const WfScene *scene, guint *ret_layered, guint *ret_doglegs)
{
    g_autoptr(GString) dump = g_string_new(NULL);
    guint crossings;
    int width, height;
    wf_scene_dump(scene, dump);
    assert_int_equal(sscanf(dump->str, "scene %d %d crossings %u layered %u doglegs %u", &width,
                            &height, &crossings, ret_layered, ret_doglegs),
                     5);
}

static void check_one(WfLayout *layout, WfVisible *visible, const WfLayoutOptions *options,
                      const char *name, bool acyclic, Totals *totals)
{
    g_autoptr(WfScene) scene = draw(layout, visible, options);
    g_autofree char *text = print(scene);
    PictureFacts facts;
    g_autofree char *wrong = picture_check(text, visible, scene, options->left_to_right, &facts);
    if (wrong[0])
        fail_msg("%s:\n%s\n%s", name, wrong, text);
    guint layered, doglegs;
    read_dump(scene, &layered, &doglegs);
    assert_int_equal(facts.heads_up, upward_edges(scene));
    if (acyclic)
        assert_int_equal(facts.heads_up, 0);
    assert_int_equal(facts.crossings, wf_scene_crossings(scene));
    double most =
        options->left_to_right ? layered * 1.30 + 6 : layered * 1.10 + 3; /* rows are dear */
    if (facts.crossings > most + 20 * doglegs)
        totals->tangled++;
    totals->doglegs += doglegs;
    totals->drawn += facts.crossings;
    totals->layered += layered;
    totals->pictures++;
}

static void check_corpus(const WfLayoutOptions *options, guint32 per_kind, double most)
{
    g_autoptr(WfLayout) layout = wf_layout_new();
    Totals totals = {0};
    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
        for (guint32 seed = 0; seed < (kinds[k].max_vms > 20 ? per_kind / 5 : per_kind); seed++) {
            g_autofree char *name = g_strdup_printf("kind %u seed %u", k, seed);
            g_autoptr(WfVisible) visible = model_random(seed, &kinds[k]);
            check_one(layout, visible, options, name, !kinds[k].cyclic, &totals);
        }
    }
    print_message("%u pictures, %" G_GUINT64_FORMAT " crossings drawn for %" G_GUINT64_FORMAT
                  ", %u doglegs\n",
                  totals.pictures, totals.drawn, totals.layered, totals.doglegs);
    assert_int_equal(totals.tangled, 0);
    assert_true((double)totals.drawn <= (double)totals.layered * most);
}

static void compact_pictures_are_right(void **state)
{
    (void)state;
    check_corpus(&(WfLayoutOptions){0}, 14, 1.05);
}

static void boxed_pictures_are_right(void **state)
{
    (void)state;
    check_corpus(&(WfLayoutOptions){.boxes = true}, 8, 1.05);
}

static void pictures_from_left_to_right_are_right(void **state)
{
    (void)state;
    check_corpus(&(WfLayoutOptions){.left_to_right = true}, 5, 1.15);
    check_corpus(&(WfLayoutOptions){.left_to_right = true, .boxes = true}, 5, 1.15);
}

static void pictures_without_dot_are_right(void **state)
{
    (void)state;
    check_corpus(&(WfLayoutOptions){.without_dot = true}, 6, 1.05);
}

/* --- ASCII --- */

/* What a Unicode cell has to be in ASCII; 0: itself. */
static gunichar ascii_of(gunichar ch)
{
    int way;
    guint link;
    static const char *const heads[] = {"^>v<", "A}V{", "T)Y("};
    if (is_head(ch, &way, &link))
        return (gunichar)heads[link][way];
    if (ch >= 0x256D && ch <= 0x2570)
        return ':';
    if (ch == 0x254C)
        return '~';
    if (ch == 0x21BA) /* a loop in a label */
        return '@';
    if (ch == 0x254E)
        return ':';
    if (ch < 0x2500 || ch > 0x257F)
        return 0;
    const guint8 *arms = box_arms[ch - 0x2500];
    if (!arms[UP] + !arms[RIGHT] + !arms[DOWN] + !arms[LEFT] == 1)
        return '+';
    if (arms[UP] && arms[DOWN])
        return (gunichar)(arms[LEFT]      ? '*'
                          : arms[UP] == 1 ? "|!;"[style_of(ch) % 3]
                                          : "#%&"[style_of(ch) % 3]);
    if (arms[LEFT] && arms[RIGHT])
        return arms[LEFT] == 1 ? '-' : '=';
    return arms[DOWN] ? '.' : '\'';
}

static void ascii_has_the_same_cells(void **state)
{
    (void)state;
    g_autoptr(WfLayout) layout = wf_layout_new();
    for (guint k = 0; k < G_N_ELEMENTS(kinds) - 1; k++) {
        for (guint32 seed = 0; seed < 6; seed++) {
            g_autoptr(WfVisible) visible = model_random(seed, &kinds[k]);
            g_autoptr(WfScene) rich = draw(layout, visible, &(WfLayoutOptions){.hub_degree = 1000});
            g_autoptr(WfScene) plain =
                draw(layout, visible, &(WfLayoutOptions){.hub_degree = 1000, .ascii = true});
            g_autofree char *rich_text = print(rich), *plain_text = print(plain);
            assert_true(g_str_is_ascii(plain_text));
            Picture a = picture_read(rich_text), b = picture_read(plain_text);
            assert_int_equal(a.width, b.width);
            assert_int_equal(a.height, b.height);
            for (int i = 0; i < a.width * a.height; i++) {
                gunichar want = ascii_of(a.cells[i]);
                if (want == '*') { /* a crossing shows its vertical */
                    assert_non_null(strchr("|!;#%&", (int)b.cells[i]));
                } else if (want) {
                    assert_int_equal(b.cells[i], want);
                } else {
                    assert_int_equal(b.cells[i], a.cells[i]);
                }
            }
            g_free(a.cells);
            g_free(b.cells);
        }
    }
}

/* --- the checker itself --- */

static void one_wrong_glyph_is_noticed(void **state)
{
    (void)state;
    static const gunichar other[] = {0x2502, 0x2500, 0x250C, 0x253C, 0x2503,
                                     0x2501, 0x25BC, ' ',    0x2506, 0x254B};
    g_autoptr(WfLayout) layout = wf_layout_new();
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    guint tried = 0, noticed = 0;
    for (guint32 seed = 0; seed < 300; seed++) {
        g_autoptr(WfVisible) visible = model_random(seed % 30, &kinds[seed % 8]);
        g_autoptr(WfScene) scene = draw(layout, visible, NULL);
        g_autofree char *text = print(scene);
        glong n = g_utf8_strlen(text, -1);
        char *at = g_utf8_offset_to_pointer(text, g_rand_int_range(rand, 0, (gint32)n));
        while (*at && (*at == '\n' || *at == ' '))
            at = g_utf8_next_char(at);
        gunichar was = g_utf8_get_char(at),
                 now = other[g_rand_int_range(rand, 0, G_N_ELEMENTS(other))];
        if (!*at || was == now)
            continue;
        g_autoptr(GString) changed = g_string_new_len(text, at - text);
        g_string_append_unichar(changed, now);
        g_string_append(changed, g_utf8_next_char(at));
        PictureFacts facts;
        g_autofree char *wrong = picture_check(changed->str, visible, scene, false, &facts);
        tried++;
        noticed += wrong[0] != '\0';
        if (!wrong[0])
            print_message("not noticed: U+%04X for U+%04X\n", now, was);
    }
    print_message("%u of %u changes noticed\n", noticed, tried);
    assert_true(tried >= 200);
    assert_true(noticed * 100 >= tried * 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compact_pictures_are_right),
        cmocka_unit_test(boxed_pictures_are_right),
        cmocka_unit_test(pictures_from_left_to_right_are_right),
        cmocka_unit_test(pictures_without_dot_are_right),
        cmocka_unit_test(ascii_has_the_same_cells),
        cmocka_unit_test(one_wrong_glyph_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
