/* What a check lets through is composed and stripped: templates with a value replaced here and a
 * key renamed there, of which most are wrong. Seeded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <weft/check.h>
#include <weft/doc.h>
#include <weft/emit.h>
#include <weft/strip.h>

enum { CHANGED = 150 };

/* Where a value stands. */
typedef struct {
    json_t *in;
    const char *key;
    size_t index;
} Slot;

static void add_slots(GArray *slots, json_t *in)
{
    const char *key;
    json_t *item;
    size_t i;

    json_object_foreach (in, key, item)
        g_array_append_vals(slots, &(Slot){in, key, 0}, 1);
    json_array_foreach (in, i, item)
        g_array_append_vals(slots, &(Slot){in, NULL, i}, 1);
}

static json_t *slot_value(const Slot *s)
{
    return s->key ? json_object_get(s->in, s->key) : json_array_get(s->in, s->index);
}

static GArray *all_slots(json_t *template)
{
    GArray *slots = g_array_new(FALSE, FALSE, sizeof(Slot));

    add_slots(slots, template);
    for (guint i = 0; i < slots->len; i++)
        add_slots(slots, slot_value(&g_array_index(slots, Slot, i)));
    return slots;
}

static Slot *any_slot(GArray *slots, GRand *rand)
{
    return &g_array_index(slots, Slot, g_rand_int_range(rand, 0, (gint)slots->len));
}

/* What people write by mistake. */
static json_t *odd_value(GRand *rand)
{
    static const char *const texts[] = {
        "true",
        "null",
        "1",
        "-1",
        "1.5",
        "\"\"",
        "\"x\"",
        "[]",
        "{}",
        "[null]",
        "{\"\": 1}",
        "\"%index%\"",
        "\"resource.0\"",
        "{\"get_param\": \"open\"}",
        "{\"get_param\": [\"map\", \"k\", \"l\"]}",
        "{\"get_param\": \"OS::stack_id\"}",
        "{\"get_resource\": \"lb\"}",
        "{\"get_attr\": [\"web\", \"name\"]}",
        "{\"get_attr\": [\"lb\", \"name\", 0]}",
        "{\"get_attr\": [\"web\"]}",
        "{\"if\": [\"some\", 1]}",
        "{\"list_join\": [1, {\"get_attr\": [\"web\", \"refs\"]}]}",
        "{\"str_split\": [\",\", \"a,b\", 5]}",
        "{\"map_merge\": [{\"a\": 1}, [2]]}",
        "{\"get_file\": \"none\"}",
        "{\"yaql\": {\"expression\": \"1\"}}",
    };
    return json_loads(texts[g_rand_int_range(rand, 0, G_N_ELEMENTS(texts))], JSON_DECODE_ANY, NULL);
}

static json_t *other_value(json_t *old, GArray *slots, GRand *rand)
{
    switch (g_rand_int_range(rand, 0, 5)) {
    case 0:
        return json_pack("[O]", old);
    case 1:
        return json_pack("{s:[s, [O]]}", "list_join", ",", old);
    case 2:
        return json_deep_copy(slot_value(any_slot(slots, rand)));
    default:
        return odd_value(rand);
    }
}

/* @log: what was changed, for whoever has to find out why. */
static void change(json_t *template, GRand *rand, GString *log)
{
    g_autoptr(GArray) slots = all_slots(template);
    Slot *s = any_slot(slots, rand);
    const Slot *named = any_slot(slots, rand);
    json_t *value = other_value(slot_value(s), slots, rand);

    if (!s->key) {
        json_array_set_new(s->in, s->index, value);
    } else if (g_rand_int_range(rand, 0, 4) || !named->key) {
        json_object_set_new(s->in, s->key, value);
    } else { /* another key for the same */
        json_object_set(s->in, named->key, slot_value(s));
        json_decref(value);
    }
    g_autofree char *now = json_dumps(s->in, 0);
    g_string_append_printf(log, "    changed: %.500s\n", now);
}

typedef struct {
    guint n, taken, broken;
    GString *log;
} Promise;

static WfModel *load(const char *path, const json_t *template, WfFindings *findings)
{
    g_autofree char *text = json_dumps(template, JSON_INDENT(1));
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    WfModelOptions options = {.path = path, .bytes = bytes};

    return wf_model_load(&options, findings, NULL);
}

static void say_broken(Promise *p, const char *what, const WfFindings *findings, const char *why)
{
    p->broken++;
    print_message("checked, but not %s: %s\n%s", what, why, p->log->str);
    for (guint i = 0; findings && i < wf_findings_n(findings); i++)
        if (wf_findings_get(findings, i)->severity == WF_FAULT)
            print_message("    %s\n", wf_findings_get(findings, i)->message);
}

/* Properties that functions give are not judged before they are written out. */
static bool says_wrong(const WfFindings *findings)
{
    for (guint i = 0; i < wf_findings_n(findings); i++) {
        const WfFinding *f = wf_findings_get(findings, i);
        if (f->severity == WF_FAULT && f->code != WF_CODE_PROPERTY && f->code != WF_CODE_TYPE)
            return true;
    }
    return false;
}

static void try(Promise *p, const char *path, const json_t *template)
{
    static const guint8 master[32] = {7};
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfModel) m = load(path, template, findings);
    g_autoptr(GError) error = NULL;

    if (m)
        wf_check_run(m, findings);
    p->n++;
    if (!m || wf_findings_count(findings, WF_FAULT))
        return;
    p->taken++;
    json_auto_t *composed = wf_emit_integrated(m, &error);
    if (!composed) {
        say_broken(p, "composed", NULL, error->message);
        return;
    }
    g_autoptr(WfFindings) found = wf_findings_new();
    g_autoptr(WfModel) again = load(path, composed, found);
    if (!again || says_wrong(found))
        say_broken(p, "composed to what is right", found, "");
    g_autoptr(WfKeys) keys = wf_keys_new(master, "s");
    WfStripOptions options = {.stack = "s", .ensemble = "z:2181", .keys = keys};
    g_autoptr(WfFindings) last = wf_findings_new();
    g_autoptr(WfStripped) stripped = wf_strip(m, &options, last, &error);
    if (!stripped && says_wrong(last))
        say_broken(p, "stripped", last, error->message);
}

static json_t *read_template(const char *path)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autofree char *text = NULL;
    gsize size;

    assert_true(g_file_get_contents(path, &text, &size, NULL));
    g_autoptr(GBytes) bytes = g_bytes_new(text, size);
    g_autoptr(WfDoc) doc = wf_doc_parse(path, bytes, findings);
    assert_non_null(doc);
    return wf_doc_to_json(doc, wf_doc_root(doc));
}

static void promise(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_autoptr(GString) log = g_string_new(NULL);
    Promise p = {.log = log};
    const char *name;

    assert_non_null(dir);
    while ((name = g_dir_read_name(dir))) {
        if (!g_str_has_suffix(name, ".yaml") || strstr(name, ".env"))
            continue;
        g_autofree char *path = g_build_filename(folder, name, NULL);
        json_auto_t *template = read_template(path);
        GRand *rand = g_rand_new_with_seed(g_str_hash(name));
        for (guint i = 0; i < CHANGED; i++) {
            json_auto_t *changed = json_deep_copy(template);
            g_string_printf(log, "    %s, change %u\n", path, i);
            for (gint more = i ? g_rand_int_range(rand, 1, 4) : 0; more > 0; more--)
                change(changed, rand, log);
            try(&p, path, changed);
        }
        g_rand_free(rand);
    }
    print_message("%s: %u of %u let through\n", folder, p.taken, p.n);
    assert_true(p.taken > 0 && p.taken < p.n);
    assert_int_equal(p.broken, 0);
}

static void own_models(void **state)
{
    promise(TEST_DATA_DIR "/promise");
}

static void models_with_every_feature(void **state)
{
    promise(TEST_DATA_DIR "/hot");
}

static void samples(void **state)
{
    promise(SOURCE_DIR "/samples/connections");
    promise(SOURCE_DIR "/samples/wordpress");
    promise(SOURCE_DIR "/tests/heat/models");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_models),
        cmocka_unit_test(models_with_every_feature),
        cmocka_unit_test(samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
