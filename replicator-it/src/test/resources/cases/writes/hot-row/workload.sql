CALL hammer();
