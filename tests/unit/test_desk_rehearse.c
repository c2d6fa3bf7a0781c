/* What :rehearse takes, and what it says of the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "desk_world.h"

static void expect_refused(DeskWorld *w, const char *args, const char *why)
{
    wf_do_rehearse(w->desk.app, args);
    const GPtrArray *said = wf_app_messages(w->desk.app);
    assert_true(said->len > 0);
    const WfMessage *last = g_ptr_array_index(said, said->len - 1);
    assert_non_null(strstr(last->text, why));
    assert_int_equal(w->desk.live->source, WF_LIVE_NOTHING);
}

static void what_cannot_be_rehearsed_is_said(void **state)
{
    static const struct {
        const char *args, *why;
    } cases[] = {
        {"--speed", "--speed wants a value: --speed X"},
        {"--speed fast", "--speed takes a number"},
        {"--speed nan", "--speed takes a number from"},
        {"--speed -3", "--speed takes a number from"},
        {"--speed 1e-9", "--speed takes a number from"},
        {"--seed 1x", "--seed takes a whole number, not '1x'"},
        {"--slow one", "--slow takes COMPONENT=SECONDS"},
        {"--slow one=soon", "--slow takes COMPONENT=SECONDS"},
        {"--slow one=-1", "--slow takes COMPONENT=SECONDS"},
        {"--slow two=1", "--slow: there is no component 'two'"},
        {"--fail two", "--fail: there is no component 'two'"},
        {"--kill-agent one", "--kill-agent takes VM@COMPONENT"},
        {"--kill-agent db@one", "--kill-agent: there is no VM 'db'"},
        {"--kill-agent vm@two", "--kill-agent: there is no component 'two'"},
        {"--fail one --burn vm", "there is no option --burn"},
        {"--fial one", "there is no option --fial; did you mean --fail?"},
        {"--burn", "there is no option --burn"},
        {"--fail one two", "not 'two'"},
        {"--fail 'one", "quot"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        expect_refused(*state, cases[i].args, cases[i].why);
}

/* A component of either model will do, since both run. */
static void names_of_an_update_are_known(void **state)
{
    DeskWorld *w = *state;
    const char *const fail[] = {"one", "two", NULL}, *const kill[] = {"vm@two", NULL};
    g_autofree char *wrong = wf_rehearsal_wrong_name(w->desk.model, NULL, fail, NULL, NULL);
    assert_string_equal(wrong, "--fail: there is no component 'two'");
    desk_world_update(w);
    assert_null(wf_rehearsal_wrong_name(w->desk.old, w->desk.model, fail, NULL, kill));
    assert_null(wf_rehearsal_wrong_number(0, NULL));
}

static void a_title_says_no_word_twice(void **state)
{
    DeskWorld *w = *state;
    char names[][10] = {"rehearsal", "blog"};
    WfLive live = {.desk = &w->desk, .source = WF_LIVE_REHEARSAL, .stack = names[0]};
    g_autofree char *head = wf_live_head(&live);
    assert_string_equal(head, "rehearsal");
    live.stack = names[1];
    g_autofree char *other = wf_live_head(&live);
    assert_string_equal(other, "rehearsal  stack blog");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(what_cannot_be_rehearsed_is_said),
        DESK_TEST(names_of_an_update_are_known),
        DESK_TEST(a_title_says_no_word_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
