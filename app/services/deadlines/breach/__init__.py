"""The breach forecast (超时预测): for every open ticket the chance that it will be late, and what makes it so."""
