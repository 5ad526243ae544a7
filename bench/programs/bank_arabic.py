# A bank with accounts and transfers: the twin of a program that is all in Arabic.
import sys


class NotEnough(Exception):
    pass


class Account:
    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = balance
        self.log = []

    def deposit(self, amount):
        self.balance += amount
        self.log.append(amount)

    def withdraw(self, amount):
        if amount > self.balance:
            raise NotEnough(self.owner)
        self.balance -= amount
        self.log.append(-amount)

    def fee(self):
        return 1


class SavingsAccount(Account):
    def __init__(self, owner, balance, interest):
        super().__init__(owner, balance)
        self.interest = interest

    def deposit(self, amount):
        super().deposit(amount + amount * self.interest // 100)

    def fee(self):
        return 0


class Bank:
    def __init__(self):
        self.accounts = {}
        self.refused = 0

    def open_account(self, number):
        owner = "عميل-" + str(number)
        if number % 3 == 0:
            self.accounts[owner] = SavingsAccount(owner, 1000, 5)
        else:
            self.accounts[owner] = Account(owner, 500)
        return owner

    def transfer(self, sender, receiver, amount):
        try:
            self.accounts[sender].withdraw(amount + self.accounts[sender].fee())
            self.accounts[receiver].deposit(amount)
        except NotEnough:
            self.refused += 1

    def total(self):
        return sum(account.balance for account in self.accounts.values())


def work(n):
    bank = Bank()
    owners = [bank.open_account(number) for number in range(20)]
    seed = 42
    for _ in range(n):
        seed = seed * 16807 % 2147483647
        bank.transfer(owners[seed % 20], owners[seed // 20 % 20], seed % 300)
    richest = max(bank.accounts.values(), key=lambda account: account.balance)
    return f"{bank.total()} {bank.refused} {richest.owner} {len(richest.log)}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
