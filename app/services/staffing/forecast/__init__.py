"""The forecast of arrivals (进线预测): a contest of plain models for each queue, kept version by version."""

from app.services.staffing.forecast.versions import expected as expected
