/* The reducer keeps what follows from events as they come; here all of it is worked out anew, from
 * what every VM said last, after each event of random sequences, and must be the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <weft/progress.h>

#define VMS 4
#define NAMES 5
#define SEQUENCES 120
#define EVENTS 120

/* ---- what is known, plainly ---- */

typedef struct {
    int vm, name;
    bool gates;
} Wait;

typedef struct {
    bool present, known; /* known: the last st named it */
    guint place;         /* in the manifest */
    char deep[25];
    WfState told, early;
    int on_vm, on_name; /* what its recipe waits for while it runs; -1: nothing */
    int early_vm, early_name;
    char settled[25];
    bool read; /* its outcome was */
    guint n_waits;
    Wait waits[3];
} Thing;

typedef struct {
    Thing things[VMS][NAMES];
    bool up[VMS], known_up[VMS];
} World;

typedef struct {
    guint n;
    int vm[VMS * NAMES], name[VMS * NAMES];
    WfState state[VMS * NAMES];
    guint32 root[VMS * NAMES];
} Rows;

static guint32 row_of(const Rows *rows, int vm, int name)
{
    for (guint i = 0; i < rows->n; i++)
        if (rows->vm[i] == vm && rows->name[i] == name)
            return i;
    return WF_NO_ROW;
}

static void list_rows(const World *w, Rows *rows)
{
    rows->n = 0;
    for (int vm = 0; vm < VMS; vm++)
        for (guint place = 0; place < NAMES; place++)
            for (int n = 0; n < NAMES; n++) {
                const Thing *t = &w->things[vm][n];
                if (!t->present || t->place != place)
                    continue;
                bool lost = w->known_up[vm] && !w->up[vm] &&
                            (t->told == WF_STATE_RUNNING || t->told == WF_STATE_WAITING);
                rows->vm[rows->n] = vm;
                rows->name[rows->n] = n;
                rows->state[rows->n] = lost ? WF_STATE_LOST : t->told;
                rows->root[rows->n++] = WF_NO_ROW;
            }
}

/* The first failure that reaches a row blocks it: from each in turn, until nothing is added. */
static void block_rows(const World *w, Rows *rows)
{
    for (guint32 root = 0; root < rows->n; root++)
        for (bool more = rows->state[root] == WF_STATE_FAILED; more;) {
            more = false;
            for (guint i = 0; i < rows->n; i++) {
                const Thing *t = &w->things[rows->vm[i]][rows->name[i]];
                bool runs = rows->state[i] == WF_STATE_RUNNING;
                bool waits = runs || rows->state[i] == WF_STATE_WAITING ||
                             rows->state[i] == WF_STATE_PENDING || rows->state[i] == WF_STATE_STALE;
                for (guint k = 0; k < t->n_waits && waits && rows->root[i] == WF_NO_ROW; k++) {
                    const Wait *wait = &t->waits[k];
                    guint32 on = row_of(rows, wait->vm, wait->name);
                    bool stops =
                        runs ? wait->vm == t->on_vm && wait->name == t->on_name : wait->gates;
                    if (on == WF_NO_ROW || !stops || (on != root && rows->root[on] != root))
                        continue;
                    rows->state[i] = runs ? WF_STATE_RUNNING : WF_STATE_BLOCKED;
                    rows->root[i] = root;
                    more = true;
                    waits = false;
                }
            }
        }
}

/* ---- random events, to both ---- */

static const char *vm_name(int vm)
{
    static const char *const names[VMS] = {"vm0", "vm1", "vm2", "vm3"};
    return names[vm];
}

static const char *name_of(int name)
{
    static const char *const names[NAMES] = {"a", "b", "c", "d", "e"};
    return names[name];
}

static void random_deep(GRand *rand, char deep[25])
{
    memset(deep, "ab"[g_rand_int_range(rand, 0, 2)], 24);
    deep[24] = '\0';
}

static void feed(WfProgress *p, WfProgressKind kind, int vm, const char *name, GBytes *bytes)
{
    gsize len = 0;
    const void *data = bytes ? g_bytes_get_data(bytes, &len) : "";
    static gint64 at;
    wf_progress_feed(p, &(WfProgressEvent){kind, vm_name(vm), name, data, len, ++at, 0, 0});
    if (bytes)
        g_bytes_unref(bytes);
}

static WfEntry *random_entry(GRand *rand, Thing *t, int name)
{
    WfEntry *e = wf_entry_new(name_of(name));
    char deep[25];

    t->n_waits = (guint)g_rand_int_range(rand, 0, 4);
    for (guint i = 0; i < t->n_waits; i++) {
        Wait *wait = &t->waits[i];
        *wait = (Wait){g_rand_int_range(rand, 0, VMS), g_rand_int_range(rand, 0, NAMES),
                       g_rand_int_range(rand, 0, 4) > 0};
        g_autofree char *key = g_strdup_printf("k%u", i);
        WfEntryRead *read = wf_entry_read_new(key, vm_name(wait->vm), name_of(wait->name),
                                              "aaaaaaaaaaaaaaaaaaaaaaaa");
        bool reads = !wait->gates || g_rand_boolean(rand);
        g_ptr_array_add(reads ? e->reads : e->after, read);
        if (!reads)
            continue;
        WfEntryInput *in = wf_entry_input_new(key);
        in->value = json_pack("{s:[s, s]}", "get_attr", key, "x");
        in->lazy = !wait->gates;
        g_ptr_array_add(e->inputs, in);
    }
    random_deep(rand, deep);
    e->spec = g_strdup(deep);
    e->deep = g_strdup(deep);
    if (strcmp(t->deep, deep) != 0 && t->present)
        t->told = t->told == WF_STATE_DONE     ? WF_STATE_STALE
                  : t->told == WF_STATE_FAILED ? WF_STATE_PENDING
                                               : t->told;
    memcpy(t->deep, deep, sizeof deep);
    return e;
}

static void feed_manifest(World *w, WfProgress *p, GRand *rand, int vm)
{
    g_autoptr(WfManifest) m = wf_manifest_new(vm_name(vm));
    int names[NAMES] = {0, 1, 2, 3, 4};
    bool empty = g_rand_int_range(rand, 0, 8) == 0;

    for (int i = NAMES - 1; i > 0 && g_rand_boolean(rand); i--) {
        int k = g_rand_int_range(rand, 0, i + 1), other = names[i];
        names[i] = names[k];
        names[k] = other;
    }
    for (guint i = 0; i < NAMES; i++) {
        Thing *t = &w->things[vm][names[i]];
        bool there = !empty && g_rand_int_range(rand, 0, 6) > 0;
        if (there) {
            g_ptr_array_add(m->components, random_entry(rand, t, names[i]));
            t->place = i;
            if (!t->present) {
                t->told = t->known ? t->early : WF_STATE_PENDING;
                t->on_vm = t->early_vm;
                t->on_name = t->early_name;
            }
        } else {
            *t = (Thing){.known = t->known,
                         .early = t->early,
                         .early_vm = t->early_vm,
                         .early_name = t->early_name};
        }
        t->present = there;
    }
    feed(p, WF_PROGRESS_MANIFEST, vm, NULL, empty ? NULL : wf_manifest_format(m, NULL, NULL, NULL));
}

static void feed_st(World *w, WfProgress *p, GRand *rand, int vm)
{
    static const WfState states[] = {WF_STATE_PENDING, WF_STATE_WAITING, WF_STATE_RUNNING,
                                     WF_STATE_DONE,    WF_STATE_DONE,    WF_STATE_FAILED};
    g_autoptr(WfSt) st = wf_st_new();

    for (int n = 0; n < NAMES; n++) {
        Thing *t = &w->things[vm][n];
        bool named = g_rand_boolean(rand);
        WfState state = states[g_rand_int_range(rand, 0, G_N_ELEMENTS(states))];
        t->known = named;
        t->early = state;
        t->early_vm = g_rand_int_range(rand, -1, VMS);
        t->early_name = g_rand_int_range(rand, 0, NAMES);
        WfStEntry *e = named ? wf_st_add(st, name_of(n), state) : NULL;
        if (named && t->early_vm >= 0) {
            e->on = g_strdup(name_of(t->early_name));
            e->on_vm = g_strdup(vm_name(t->early_vm));
        }
        if (named && t->present) {
            t->read &= state != WF_STATE_RUNNING || t->told == state;
            t->told = state;
            t->on_vm = t->early_vm;
            t->on_name = t->early_name;
        }
    }
    feed(p, WF_PROGRESS_ST, vm, NULL, wf_st_format(st));
}

static void feed_outcome(World *w, WfProgress *p, GRand *rand, int vm)
{
    g_autoptr(WfOutcome) o = wf_outcome_new();
    int name = g_rand_int_range(rand, 0, NAMES);
    Thing *t = &w->things[vm][name];
    char want[25];

    random_deep(rand, want);
    o->want = g_strdup(want);
    o->status = g_rand_int_range(rand, 0, 3) ? WF_STATUS_DONE : WF_STATUS_FAILED;
    feed(p, WF_PROGRESS_OUTCOME, vm, name_of(name), wf_outcome_format(o, NULL));
    if (!t->present)
        return;
    t->read = true;
    memcpy(t->settled, want, sizeof want);
    if ((t->told == WF_STATE_PENDING || t->told == WF_STATE_STALE) && strcmp(want, t->deep) == 0)
        t->told = o->status == WF_STATUS_FAILED ? WF_STATE_FAILED : WF_STATE_DONE;
}

static void feed_up(World *w, WfProgress *p, GRand *rand, int vm)
{
    w->up[vm] = g_rand_boolean(rand);
    w->known_up[vm] = true;
    feed(p, WF_PROGRESS_UP, vm, NULL, w->up[vm] ? g_bytes_new("{}", 2) : NULL);
}

static void feed_any(World *w, WfProgress *p, GRand *rand)
{
    static void (*const feeds[])(World *, WfProgress *, GRand *, int) = {
        feed_manifest, feed_st, feed_st, feed_st, feed_outcome, feed_up};

    feeds[g_rand_int_range(rand, 0, G_N_ELEMENTS(feeds))](w, p, rand,
                                                          g_rand_int_range(rand, 0, VMS));
}

/* ---- the same? ---- */

static void assert_same(const World *w, WfProgress *p)
{
    Rows rows;
    guint n[WF_N_STATES] = {0}, counts[WF_N_STATES];
    bool settled = true;
    guint stuck = 0;

    list_rows(w, &rows);
    block_rows(w, &rows);
    assert_int_equal(wf_progress_n_rows(p), rows.n);
    for (guint32 i = 0; i < rows.n; i++) {
        const WfRow *row = wf_progress_row(p, i);
        const Thing *t = &w->things[rows.vm[i]][rows.name[i]];
        bool ended = rows.state[i] == WF_STATE_DONE || rows.state[i] == WF_STATE_FAILED;
        assert_string_equal(row->vm, vm_name(rows.vm[i]));
        assert_string_equal(row->name, name_of(rows.name[i]));
        assert_int_equal(row->state, rows.state[i]);
        assert_int_equal(row->root, rows.root[i]);
        assert_int_equal(wf_progress_find(p, row->vm, row->name), i);
        settled &= !ended || (t->read && strcmp(t->settled, t->deep) == 0);
        n[rows.state[i]]++;
        stuck += rows.state[i] == WF_STATE_RUNNING && rows.root[i] != WF_NO_ROW;
    }
    wf_progress_counts(p, counts);
    assert_memory_equal(n, counts, sizeof n);
    assert_int_equal(wf_progress_is_settled(p), settled);
    assert_int_equal(wf_progress_is_done(p), n[WF_STATE_DONE] == rows.n);
    assert_int_equal(
        wf_progress_is_over(p),
        rows.n && n[WF_STATE_DONE] + n[WF_STATE_FAILED] + n[WF_STATE_BLOCKED] + stuck == rows.n);
}

/* Whoever follows changes only sees every row in the state it is in. */
static void follow_changes(WfProgress *p, GHashTable *shown)
{
    g_autoptr(GArray) changes = wf_progress_take_changes(p);

    for (guint i = 0; i < changes->len; i++) {
        const WfProgressChange *change = &g_array_index(changes, WfProgressChange, i);
        const WfRow *row = wf_progress_row(p, change->row);
        g_hash_table_insert(shown, g_strconcat(row->vm, row->name, NULL),
                            GINT_TO_POINTER(change->to));
    }
    for (guint32 i = 0; i < wf_progress_n_rows(p); i++) {
        const WfRow *row = wf_progress_row(p, i);
        g_autofree char *key = g_strconcat(row->vm, row->name, NULL);
        if (row->state != WF_STATE_PENDING)
            assert_int_equal(GPOINTER_TO_INT(g_hash_table_lookup(shown, key)), row->state);
    }
}

static void play(guint32 seed, bool at_once)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    g_autoptr(WfProgress) p = wf_progress_new("shop");
    g_autoptr(GHashTable) shown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    World w = {0};

    for (guint i = 0; i < EVENTS; i++) {
        feed_any(&w, p, rand);
        if (!at_once && g_rand_int_range(rand, 0, 5))
            continue; /* looked at after several, too */
        assert_same(&w, p);
        if (g_rand_boolean(rand))
            follow_changes(p, shown);
    }
    assert_same(&w, p);
}

static void what_follows_from_events_is_the_same_anew(void **state)
{
    for (guint32 seed = 0; seed < SEQUENCES; seed++)
        play(seed, seed % 2);
}

static void a_state_that_comes_before_its_manifest_is_kept(void **state)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    g_autoptr(WfProgress) p = wf_progress_new("shop");
    g_autoptr(WfSt) st = wf_st_new();
    g_autoptr(WfManifest) m = wf_manifest_new("vm1");
    Thing t = {0};

    wf_st_add(st, "a", WF_STATE_RUNNING);
    feed(p, WF_PROGRESS_ST, 1, NULL, wf_st_format(st));
    assert_int_equal(wf_progress_n_rows(p), 0);
    g_ptr_array_add(m->components, random_entry(rand, &t, 0));
    feed(p, WF_PROGRESS_MANIFEST, 1, NULL, wf_manifest_format(m, NULL, NULL, NULL));
    assert_int_equal(wf_progress_row(p, 0)->state, WF_STATE_RUNNING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_follows_from_events_is_the_same_anew),
        cmocka_unit_test(a_state_that_comes_before_its_manifest_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
