namespace ShapeGen.Generator.Tests.CallSites;

/// <summary>Functions and methods that are called again and again, however they are given to what calls them; and code that loads again because it has to.</summary>
public class RepeatedLoadTests
{
    private const string Singleton = "register the model as a singleton and take it as a parameter";

    [Theory]
    [InlineData("app.MapGet(\"/\", Answer); string Answer(string text) { M m = {|SHG0035:M.Load(\"m\")|}; return m.ToString()!; }", "for each request of MapGet", Singleton)]
    [InlineData("app.MapGet(\"/\", Handlers.Answer);", "for each request of MapGet", Singleton, "static class Handlers { public static string Answer(string text) => {|SHG0035:M.Load(\"m\")|}.ToString()!; }")]
    [InlineData("app.MapMethods(\"/\", [\"GET\"], new Handlers().Answer);", "for each request of MapMethods", Singleton, "class Handlers { readonly string _path = \"m\"; public string Answer(string text) { M m = {|SHG0035:M.Load(_path)|}; return m.ToString()!; } }")]
    [InlineData("app.MapPost(\"/\", Own); ", "for each request of MapPost", Singleton, "", "static string Own(string text) { var m = {|SHG0035:M.Load(\"m\")|}; return m.ToString()!; }")]
    [InlineData("app.MapMethods(\"/\", [\"GET\"], () => {|SHG0035:M.Load(path)|}.ToString());", "for each request of MapMethods", Singleton)]
    [InlineData("services.AddScoped<M>(Make);", "for each request, in AddScoped", "in AddSingleton", "", "static M Make(object services) => {|SHG0035:M.Load(\"m\")|};")]
    [InlineData("app.Run(async context => { M m = {|SHG0035:M.Load(path)|}; await Task.Yield(); });", "for each request of Run", Singleton)]
    [InlineData("for (int i = 0; i < n; i++) { Task.Run(() => Use({|SHG0035:M.Load(path)|})); }", "in each turn of a loop", "before the loop")]
    [InlineData("foreach (string text in texts) { ThreadPool.QueueUserWorkItem(_ => { Use({|SHG0035:M.Load(path)|}); }); }", "in each turn of a loop", "before the loop")]
    [InlineData("Parallel.For(0, n, i => Use({|SHG0035:M.Load(path)|}));", "in each turn of Parallel.For", "before Parallel.For")]
    [InlineData("Parallel.ForEach(texts, text => { M m = {|SHG0035:M.Load(path)|}; Use(m); });", "in each turn of Parallel.ForEach", "before Parallel.ForEach")]
    [InlineData("var all = texts.Select(text => {|SHG0035:M.Load(path)|}.ToString() + text).ToList();", "for each element, in Select", "before Select")]
    [InlineData("texts.ToList().ForEach(text => Use({|SHG0035:M.Load(path)|}));", "for each element, in ForEach", "before ForEach")]
    [InlineData("using var timer = new Timer(_ => Use({|SHG0035:M.Load(path)|}), null, 0, 1000);", "each time that a timer is due", "before the timer")]
    [InlineData("System.Timers.Timer timer = new(1000); timer.Elapsed += (_, _) => Use({|SHG0035:M.Load(path)|}); timer.Start();", "each time that a timer is due", "before the timer")]
    [InlineData("using System.Timers.Timer timer = new(1000); timer.Elapsed += Tick; timer.Start();", "each time that a timer is due", "before the timer", "", "static void Tick(object? sender, System.Timers.ElapsedEventArgs e) { Use({|SHG0035:M.Load(\"m\")|}); }")]
    // By way of a function that loads.
    [InlineData("foreach (string text in texts) { Use(Make()); }", "in each turn of a loop, which calls 'Make'", "before the loop", "", "static M Make() => {|SHG0035:M.Load(\"m\")|};")]
    [InlineData("foreach (string text in texts) { Use(Make()); } M Make() { Console.WriteLine(path); return {|SHG0035:M.Load(path)|}; }", "in each turn of a loop, which calls 'Make'", "before the loop")]
    [InlineData("foreach (string text in texts) { Use(await Make()); }", "in each turn of a loop, which calls 'Make'", "before the loop", "", "static async Task<M> Make() { M m = {|SHG0035:M.Load(\"m\")|}; await Task.Yield(); return m; }")]
    [InlineData("app.MapGet(\"/\", () => Program.Make().ToString());", "for each request of MapGet, which calls 'Make'", Singleton, "", "private static M Make() => {|SHG0035:M.Load(\"m\")|};")]
    [InlineData("app.MapGet(\"/\", Answer);", "for each request of MapGet, which calls 'Make'", Singleton, "", "static string Answer() { M m = Make(); return m.ToString()!; } static M Make() => {|SHG0035:M.Load(\"m\")|};")]
    [InlineData("using System.Timers.Timer timer = new(1000); timer.Elapsed += (_, _) => Use(Make()); timer.Start();", "each time that a timer is due, which calls 'Make'", "before the timer", "", "static M Make() => {|SHG0035:M.Load(\"m\")|};")]
    // A condition before it says nothing about the model.
    [InlineData("foreach (string text in texts) { if (text.Length == 0) { continue; } Use({|SHG0035:M.Load(path)|}); }", "in each turn of a loop", "before the loop")]
    [InlineData("M? m = null; foreach (string text in texts) { m = {|SHG0035:M.Load(path)|}; Use(m); }", "in each turn of a loop", "before the loop")]
    public void Loaded_again(string statements, string when, string advice, string types = "", string members = "") => Analysis.Expect(Method(statements, types, members), Message(when, advice));

    [Theory]
    [InlineData("class GreeterService : Greet.GreeterBase { public override string SayHello(string name, Grpc.Core.ServerCallContext context) => {|SHG0035:M.Load(\"m\")|}.ToString()!; }", "SayHello")]
    [InlineData("class Pages { [Microsoft.AspNetCore.Mvc.HttpGet] public string Answer() => {|SHG0035:M.Load(\"m\")|}.ToString()!; }", "Answer")]
    [InlineData("class Middleware { public async Task InvokeAsync(Microsoft.AspNetCore.Http.HttpContext context) { M m = {|SHG0035:M.Load(\"m\")|}; await Task.Yield(); } }", "InvokeAsync")]
    [InlineData("class C : Microsoft.AspNetCore.Mvc.ControllerBase { readonly string _path = \"m\"; public string Get() => this.Make().ToString()!; M Make() => {|SHG0035:M.Load(_path)|}; }", "Get", ", which calls 'Make'")]
    [InlineData("class C : Microsoft.AspNetCore.Mvc.ControllerBase { M? _m; public void Get() { _m = {|SHG0035:M.Load(\"m\")|}; } }", "Get")]
    public void For_each_request(string type, string method, string through = "") => Analysis.Expect(Method("", type), Message($"for each request of '{method}'{through}", Singleton));

    [Theory]
    // Once: a registration that runs while the application starts, a task, a factory that keeps.
    [InlineData("app.Use(next => { M m = M.Load(path); return context => { Use(m); return next(context); }; });")]
    [InlineData("app.Map(\"/models\", branch => { M m = M.Load(path); branch.Run(context => { Use(m); return Task.CompletedTask; }); });")]
    [InlineData("M m = await Task.Run(() => M.Load(path)); for (int i = 0; i < n; i++) { Use(m); }")]
    [InlineData("Lazy<M> m = new(() => M.Load(path)); for (int i = 0; i < n; i++) { Use(m.Value); }")]
    [InlineData("services.AddSingleton(Make);", "", "static M Make(object services) => M.Load(\"m\");")]
    [InlineData("M m = Make(path); app.MapGet(\"/\", () => m.ToString());", "", "static M Make(string path) => M.Load(path);")]
    [InlineData("app.MapGet(\"/\", Answer);", "", "static readonly Lazy<M> Shared = new(() => M.Load(\"m\")); static string Answer() => Shared.Value.ToString()!;")]
    [InlineData("using var timer = new Timer(_ => Use(M.Load(path)), null, 1000, Timeout.Infinite);")]
    [InlineData("using var timer = new Timer(_ => Use(M.Load(path)), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);")]
    [InlineData("using System.Timers.Timer timer = new(1000) { AutoReset = false }; timer.Elapsed += (_, _) => Use(M.Load(path)); timer.Start();")]
    [InlineData("using System.Timers.Timer timer = new(1000); timer.Disposed += (_, _) => Use(M.Load(path)); timer.Elapsed -= (_, _) => Use(M.Load(path));")]
    // By way of a function that may load, or that others than the type may call; and where what it returns is kept, or the loop ends.
    [InlineData("foreach (string text in texts) { Use(Make()); }", "", "static M Make() { if (_current is not null) { return _current; } M m = M.Load(\"m\"); _current = m; return m; }")]
    [InlineData("foreach (string text in texts) { Use(Make()); }", "", "static M Make() => _current ??= M.Load(\"m\");")]
    [InlineData("foreach (string text in texts) { Use(_current ?? Make()); }", "", "static M Make() => M.Load(\"m\");")]
    [InlineData("foreach (string text in texts) { Use(Make(text)); }", "", "static M Make(string text) => M.Load(text);")]
    [InlineData("foreach (string text in texts) { Use(Make(3)); } Use(Make());", "", "static M Make(int n) => M.CreateRandom(n); static M Make() => M.Load(\"m\");")]
    [InlineData("foreach (string text in texts) { Use(Make()); break; }", "", "static M Make() => M.Load(\"m\");")]
    [InlineData("Lazy<M> m = new(() => Make()); foreach (string text in texts) { Use(m.Value); }", "", "static M Make() => M.Load(\"m\");")]
    [InlineData("foreach (string text in texts) { Use(Outer()); }", "", "static M Outer() => Make(); static M Make() => M.Load(\"m\");")]
    [InlineData("Use(Make()); foreach (string text in texts) { Use(_current!); }", "", "static M Make() => M.Load(\"m\");")]
    // Each another one.
    [InlineData("var all = texts.Select(M.Load).ToList();")]
    [InlineData("var all = texts.Select(text => M.Load(text)).ToList();")]
    [InlineData("Parallel.ForEach(texts, text => Use(M.Load(Path.Combine(path, text))));")]
    [InlineData("app.MapGet(\"/\", Answer);", "", "static string Answer(string name) => M.Load(name).ToString()!;")]
    // Again on purpose: a file that changes, a command of an administrator, a measurement.
    [InlineData("while (true) { await Task.Delay(1000); _current = M.Load(path); }")]
    [InlineData("using PeriodicTimer timer = new(TimeSpan.FromHours(1)); while (await timer.WaitForNextTickAsync()) { Volatile.Write(ref _current, M.Load(path)); }")]
    [InlineData("using var timer = new Timer(_ => _current = M.Load(path), null, 0, 1000);")]
    [InlineData("app.MapPost(\"/reload\", () => { _current = M.Load(path); });")]
    [InlineData("app.MapPost(\"/reload\", () => { Reload(); });", "", "static void Reload() { _current = M.Load(\"m\"); }")]
    [InlineData("app.MapPost(\"/reload\", () => { _current = Make(); });", "", "static M Make() => M.Load(\"m\");")]
    [InlineData("System.Timers.Timer timer = new(1000); timer.Elapsed += (_, _) => _current = M.Load(path); timer.Start();")]
    [InlineData("while (true) { await Task.Delay(1000); _current = Make(); }", "", "static M Make() => M.Load(\"m\");")]
    [InlineData("app.MapPost(\"/reload\", Reload);", "", "static void Reload() => Interlocked.Exchange(ref _current, M.Load(\"m\"));")]
    [InlineData("M current = M.Load(path); app.MapPost(\"/reload\", () => { current = M.Load(path); }); app.MapGet(\"/\", () => current.ToString());")]
    [InlineData("for (int i = 0; i < n; i++) { long start = Stopwatch.GetTimestamp(); M m = M.Load(path); Console.WriteLine(Stopwatch.GetElapsedTime(start)); }")]
    // Where there is none yet.
    [InlineData("M? m = null; foreach (string text in texts) { if (m is not null) { Use(m); continue; } m = M.Load(path); Use(m); }")]
    [InlineData("bool isReady = false; foreach (string text in texts) { if (isReady) { continue; } Use(M.Load(path)); isReady = true; }")]
    [InlineData("foreach (string text in texts) { bool _ = _current is not null || IsUsed(_current = M.Load(path)); }")]
    public void Loaded_once_or_on_purpose(string statements, string types = "", string members = "") =>
        Analysis.Expect(Method(statements, types, members));

    [Fact]
    public void A_handler_that_another_file_registers() => Analysis.ExpectBeside(
        """
        using Microsoft.AspNetCore.Builder;
        static class Startup { public static void Map(WebApplication app) => app.MapGet("/", Handlers.Answer); }
        """,
        Method("", "static class Handlers { public static string Answer(string text) => {|SHG0035:M.Load(\"m\")|}.ToString()!; }"), Message("for each request of MapGet", Singleton));

    [Fact]
    public void In_a_method_of_the_name_of_a_handler_that_is_none() => Analysis.Expect(Method(
        "app.MapGet(\"/\", Handlers.Answer);", "static class Handlers { public static string Answer() => \"\"; }\nstatic class Others { public static string Answer() => M.Load(\"m\").ToString()!; }"));

    private static string Message(string when, string advice) =>
        $"'M.Load' runs {when}, and reads and packs all 24 weights each time; load the model once, {advice}: any number of threads may call Forward at once";

    private static string Method(string statements, string types = "", string members = "") => $$"""
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;
        [Linear(In = 5, Out = 4)] partial class M;
        {{types}}
        static class Program
        {
            static M? _current;

            static async Task Run(WebApplication app, IServiceCollection services, string path, string[] texts, int n)
            {
                await Task.Yield();
                {{statements}}
            }

            static void Use(M model) { }
            static bool IsUsed(M model) => true;
            {{members}}
        }
        """ + WebFramework.Source;
}
