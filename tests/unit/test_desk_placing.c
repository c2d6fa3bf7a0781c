/* Placing in a child, as the desk has it. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "desk_world.h"

#include <weft/placing.h>

/* It may be quicker than the signal, but not every time. */
static void a_solver_that_died_is_told(void **state)
{
    DeskWorld *w = *state;
    WfPlacing *placing = w->desk.placing;
    g_autoptr(GString) text = g_string_new(TEMPLATE);
    g_string_replace(text, "flavor: f", "flavor: m1.small", 0);
    desk_world_write(w, text->str);
    wf_desk_reload(&w->desk);
    placing->datacenter = g_strdup(SOURCE_DIR "/samples/datacenters/small.yaml");
    placing->flavors = g_strdup(SOURCE_DIR "/samples/datacenters/flavors.yaml");
    for (guint i = 0; i < 50 && g_strcmp0(placing->trouble, "the solver died"); i++) {
        wf_placing_start(placing);
        while (placing->source || placing->report >= 0) {
            if (placing->report >= 0)
                kill(placing->pid, SIGKILL);
            g_main_context_iteration(NULL, TRUE);
        }
    }
    assert_string_equal(placing->trouble, "the solver died");
    assert_int_equal(placing->state, WF_PLACING_FAILED);
    assert_null(placing->answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {DESK_TEST(a_solver_that_died_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
