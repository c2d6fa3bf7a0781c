/* The screen with the messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/screens/screens.h"
#include "desk_world.h"

#include <weft/limits.h>

static void the_newest_message_is_shown_when_the_oldest_goes(void **state)
{
    DeskWorld *w = *state;
    WfApp *app = w->desk.app;
    wf_app_add_screen(app, &message_screen, messages_new(&w->desk));
    assert_true(wf_app_show_screen(app, "messages"));
    for (guint i = 0; i < WF_LIMIT_MESSAGES; i++)
        wf_app_log(app, WF_NOTE, "old");
    wf_app_frame(app);
    wf_app_log(app, WF_NOTE, "the newest");
    g_autofree char *text = wf_grid_to_text(wf_app_frame(app));
    assert_non_null(strstr(text, "the newest"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(the_newest_message_is_shown_when_the_oldest_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
