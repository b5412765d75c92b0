"""What is true: mapped classes and pure rules. No Qt, no session, no clock."""
