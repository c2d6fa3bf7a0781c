/* The screen with the template and what is left of it when it is stripped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/screens/screens.h"
#include "desk_world.h"

static bool shows(const DeskWorld *w, const char *part)
{
    g_autofree char *text = wf_grid_to_text(wf_app_frame(w->desk.app));
    return strstr(text, part);
}

static void open_screen(const DeskWorld *w, TemplateScreen *screen)
{
    wf_app_open_memory(w->desk.app, 80, 24, false);
    wf_app_add_screen(w->desk.app, &template_screen, screen);
    assert_true(wf_app_show_screen(w->desk.app, "template"));
}

static void a_small_one_is_there_at_once(void **state)
{
    DeskWorld *w = *state;
    open_screen(w, template_new(&w->desk));
    assert_true(shows(w, "- recipe"));
}

/* In steps, between which keys are answered; a model that is read meanwhile begins anew. */
static void a_large_one_is_made_in_steps(void **state)
{
    DeskWorld *w = *state;
    g_autoptr(GString) text = g_string_new(TEMPLATE);
    for (guint i = 0; i < 2500; i++)
        g_string_append_printf(text, "  d%u:\n" DEPLOYMENT, i);
    desk_world_write(w, text->str);
    wf_desk_reload(&w->desk);
    open_screen(w, template_new(&w->desk));
    guint steps = 0;
    for (; shows(w, "stripping a large template"); steps++) {
        g_main_context_iteration(NULL, TRUE);
        wf_app_execute(w->desk.app, "template-whole"); /* too early: nothing to compare */
        if (steps == 2)
            wf_desk_reload(&w->desk);
    }
    assert_true(steps > 5);
    assert_true(shows(w, "2502 leave, ")); /* with the recipe */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(a_small_one_is_there_at_once),
        DESK_TEST(a_large_one_is_made_in_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
