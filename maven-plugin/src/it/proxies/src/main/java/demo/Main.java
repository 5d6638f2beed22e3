package demo;

import static dev.bobbin.Bobbin.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.framework.ProxyFactory;

/** Calls an async interface through proxies that log what they see. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    List<String> seen = new ArrayList<>();
    System.out.println("java " + run(javaProxy(new StoredAccount(), seen)::statement) + " " + seen);
    seen.clear();
    Account byInterface = springProxy(new StoredAccount(), false, seen);
    System.out.println("spring " + run(byInterface::statement) + " " + seen);
    seen.clear();
    Account byClass = springProxy(new StoredAccount(), true, seen);
    System.out.println("cglib " + run(byClass::balance) + " " + seen);
  }

  private static Account javaProxy(Account target, List<String> seen) {
    return (Account)
        Proxy.newProxyInstance(
            Account.class.getClassLoader(),
            new Class<?>[] {Account.class},
            (proxy, method, arguments) -> {
              seen.add(method.getName());
              try {
                return method.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Account springProxy(Account target, boolean ofClass, List<String> seen) {
    ProxyFactory factory = new ProxyFactory(target);
    factory.setProxyTargetClass(ofClass);
    factory.addAdvice(
        (MethodInterceptor)
            invocation -> {
              seen.add(invocation.getMethod().getName());
              return invocation.proceed();
            });
    return (Account) factory.getProxy();
  }
}
