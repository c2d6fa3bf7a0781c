/* One producer that very many components of a VM wait for: what an agent does grows with their
 * number, not with its square. Counted, not timed: GLib's functions that search and shift lists are
 * ours here, and count the steps that they take. */
#include "agent_world.h"

#define N 400

static guint64 n_steps;

static guint place_of(const GPtrArray *array, gconstpointer needle)
{
    guint i = 0;
    while (i < array->len && array->pdata[i] != needle)
        i++;
    n_steps += i;
    return i;
}

gboolean g_ptr_array_find(GPtrArray *array, gconstpointer needle, guint *ret_index)
{
    guint i = place_of(array, needle);
    if (ret_index && i < array->len)
        *ret_index = i;
    return i < array->len;
}

gboolean g_ptr_array_remove_fast(GPtrArray *array, gpointer data)
{
    guint i = place_of(array, data);
    if (i < array->len)
        g_ptr_array_remove_index_fast(array, i);
    return i < array->len;
}

gboolean g_ptr_array_remove(GPtrArray *array, gpointer data)
{
    guint i = place_of(array, data);
    if (i < array->len)
        g_ptr_array_remove_range(array, i, 1);
    return i < array->len;
}

gpointer g_ptr_array_remove_index(GPtrArray *array, guint i)
{
    gpointer data = array->pdata[i];
    n_steps += array->len - i;
    g_ptr_array_remove_range(array, i, 1);
    return data;
}

GPtrArray *g_ptr_array_copy(GPtrArray *array, GCopyFunc copy, gpointer user)
{
    GPtrArray *all = g_ptr_array_new();
    for (guint i = 0; i < array->len; i++)
        g_ptr_array_add(all, copy ? copy(array->pdata[i], user) : array->pdata[i]);
    n_steps += array->len;
    return all;
}

GList *g_queue_find(GQueue *queue, gconstpointer data)
{
    GList *l = queue->head;
    for (; l && l->data != data; l = l->next)
        n_steps++;
    return l;
}

gboolean g_queue_remove(GQueue *queue, gconstpointer data)
{
    GList *l = g_queue_find(queue, data);
    if (l)
        g_queue_delete_link(queue, l);
    return l != NULL;
}

/* ---- the world ---- */

static int setup_small(void **state)
{
    static const WfStandIn stand_in = {0};
    World *w = world_new();
    w->stand_in = &stand_in;
    w->jobs = 2;
    *state = w;
    return 0;
}

/* A hub, on @vm, and N components of VM one that follow it. */
static void prepare_star(World *w, const char *vm, const char *value)
{
    g_autofree Part *parts = g_new0(Part, N + 1);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    parts[0] = (Part){.name = "hub", .vm = vm, .outputs = "v", .value = value};
    for (guint i = 1; i <= N; i++) {
        g_ptr_array_add(names, g_strdup_printf("c%u", i));
        parts[i] = (Part){.name = names->pdata[i - 1], .vm = "one", .reads = "v=hub.v"};
    }
    prepare(w, parts, N + 1);
}

static void play(World *w, const char *hub_vm)
{
    prepare_star(w, hub_vm, "1");
    start_agent(w, "one");
    if (strcmp(hub_vm, "one"))
        start_agent(w, hub_vm);
    n_steps = 0;
    run_until_idle(w);
    assert_int_equal(w->n_finished, N + 1);
    assert_true(n_steps < 20 * N);

    prepare_star(w, hub_vm, "2"); /* a recipe that gives the same: nobody else has to run */
    n_steps = 0;
    run_until_idle(w);
    assert_int_equal(w->n_finished, N + 2);
    assert_int_equal(w->n_settled, N);
    assert_true(n_steps < 20 * N);
}

static void many_follow_one_of_their_vm(void **state)
{
    play(*state, "one");
}

static void many_follow_one_of_another_vm(void **state)
{
    play(*state, "two");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(many_follow_one_of_their_vm, setup_small, teardown),
        cmocka_unit_test_setup_teardown(many_follow_one_of_another_vm, setup_small, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
