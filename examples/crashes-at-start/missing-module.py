import a_module_that_nobody_has

a_module_that_nobody_has.serve()
