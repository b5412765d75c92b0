"""What people do with a complaint: answer, wait, resolve, reopen, merge, close."""
