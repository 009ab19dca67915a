"""The screens of the working-day calendar and the terms. The calendar itself stands in xueji.calendars."""
