namespace ShapeGen.Generator.Tests.CallSites;

/// <summary>Functions that are called again and again, passed as lambdas or by name; and code that loads again on purpose.</summary>
public class RepeatedLoadTests
{
    private const string Singleton = "register the model as a singleton and take it as a parameter";

    private const string Loop = "load the model once before the loop";

    [Theory]
    // Request handlers.
    [InlineData("app.MapGet(\"/\", Answer); string Answer(string text) { M m = {|SHG0035:M.Load(\"m\")|}; return m.ToString()!; }", "for each request that 'MapGet' handles", Singleton)]
    [InlineData("app.MapGet(\"/\", Handlers.Answer);", "for each request that 'MapGet' handles", Singleton, "static class Handlers { public static string Answer(string text) => {|SHG0035:M.Load(\"m\")|}.ToString()!; }")]
    [InlineData("app.MapPost(\"/\", new Handlers().Answer);", "for each request that 'MapPost' handles", Singleton, "class Handlers { readonly string _path = \"m\"; public string Answer(string text) { M m = {|SHG0035:M.Load(_path)|}; return m.ToString()!; } }")]
    [InlineData("app.MapPost(\"/\", Own); ", "for each request that 'MapPost' handles", Singleton, "", "static string Own(string text) { var m = {|SHG0035:M.Load(\"m\")|}; return m.ToString()!; }")]
    [InlineData("app.MapGet(\"/\", (HttpContext context) => { M m = {|SHG0035:M.Load(path)|}; return Task.CompletedTask; });", "for each request that 'MapGet' handles", Singleton)]
    [InlineData("app.Run(async context => { M m = {|SHG0035:M.Load(path)|}; await Task.Yield(); });", "for each request that 'Run' handles", Singleton)]
    [InlineData("app.Use(async (context, next) => { Use({|SHG0035:M.Load(path)|}); await next(); });", "for each request that 'Use' handles", Singleton)]
    [InlineData("app.Map(\"/models\", branch => branch.Run(context => { Use({|SHG0035:M.Load(path)|}); return Task.CompletedTask; }));", "for each request that 'Run' handles", Singleton)]
    // Parallel loops.
    [InlineData("Parallel.For(0, n, i => Use({|SHG0035:M.Load(path)|}));", "in each iteration of Parallel.For", "load the model once before Parallel.For")]
    [InlineData("Parallel.ForEach(texts, text => { M m = {|SHG0035:M.Load(path)|}; Use(m); });", "in each iteration of Parallel.ForEach", "load the model once before Parallel.ForEach")]
    // Through a function that loads.
    [InlineData("foreach (string text in texts) { Use(Make()); }", "in each iteration of a loop, which calls 'Make'", Loop, "", "static M Make() => {|SHG0035:M.Load(\"m\")|};")]
    [InlineData("foreach (string text in texts) { Use(Make()); } M Make() { Console.WriteLine(path); return {|SHG0035:M.Load(path)|}; }", "in each iteration of a loop, which calls 'Make'", Loop)]
    [InlineData("foreach (string text in texts) { Use(await Make()); }", "in each iteration of a loop, which calls 'Make'", Loop, "", "static async Task<M> Make() { M m = {|SHG0035:M.Load(\"m\")|}; await Task.Yield(); return m; }")]
    [InlineData("app.MapGet(\"/\", () => Program.Make().ToString());", "for each request that 'MapGet' handles, which calls 'Make'", Singleton, "", "private static M Make() => {|SHG0035:M.Load(\"m\")|};")]
    [InlineData("app.MapGet(\"/\", Answer);", "for each request that 'MapGet' handles, which calls 'Make'", Singleton, "", "static string Answer() { M m = Make(); return m.ToString()!; } static M Make() => {|SHG0035:M.Load(\"m\")|};")]
    // Kept in an object that is new in each iteration.
    [InlineData("List<Holder> all = []; foreach (string text in texts) { all.Add(new Holder { Model = {|SHG0035:M.Load(path)|} }); }", "in each iteration of a loop", Loop, "class Holder { public M? Model; }")]
    [InlineData("List<Holder> all = []; foreach (string text in texts) { Holder one = new({|SHG0035:M.Load(path)|}); all.Add(one); }", "in each iteration of a loop", Loop, "class Holder(M model) { public M Model => model; }")]
    // A condition that does not depend on the model.
    [InlineData("foreach (string text in texts) { if (text.Length == 0) { continue; } Use({|SHG0035:M.Load(path)|}); }", "in each iteration of a loop", Loop)]
    public void Loaded_again(string statements, string when, string advice, string types = "", string members = "") => Analysis.Expect(Method(statements, types, members), Message(when, advice));

    [Theory]
    [InlineData("class C : Microsoft.AspNetCore.Mvc.ControllerBase { readonly string _path = \"m\"; public string Get() => this.Make().ToString()!; M Make() => {|SHG0035:M.Load(_path)|}; }", ", which calls 'Make'")]
    [InlineData("class C : Microsoft.AspNetCore.Mvc.ControllerBase { M? _m; public void Get() { _m = {|SHG0035:M.Load(\"m\")|}; } }")]
    public void In_an_action(string type, string through = "") => Analysis.Expect(Method("", type), Message($"for each request that 'Get' handles{through}", Singleton));

    [Theory]
    // Once: a function that runs while the application starts, a task, a factory that keeps the model.
    [InlineData("app.Use(next => { M m = M.Load(path); return context => { Use(m); return next(context); }; });")]
    [InlineData("app.Map(\"/models\", branch => { M m = M.Load(path); branch.Run(context => { Use(m); return Task.CompletedTask; }); });")]
    [InlineData("app.MapHub(\"/\", options => Use(M.Load(path)));")]
    [InlineData("M m = await Task.Run(() => M.Load(path)); for (int i = 0; i < n; i++) { Use(m); }")]
    [InlineData("Lazy<M> m = new(() => M.Load(path)); for (int i = 0; i < n; i++) { Use(m.Value); }")]
    [InlineData("M m = Make(path); app.MapGet(\"/\", () => m.ToString());", "", "static M Make(string path) => M.Load(path);")]
    [InlineData("app.MapGet(\"/\", Answer);", "", "static readonly Lazy<M> Shared = new(() => M.Load(\"m\")); static string Answer() => Shared.Value.ToString()!;")]
    // Through a function that may not load, or whose result is kept; or the loop ends.
    [InlineData("foreach (string text in texts) { Use(Make()); }", "", "static M Make() { if (_current is not null) { return _current; } M m = M.Load(\"m\"); _current = m; return m; }")]
    [InlineData("foreach (string text in texts) { Use(Make()); }", "", "static M Make() => _current ??= M.Load(\"m\");")]
    [InlineData("foreach (string text in texts) { Use(_current ?? Make()); }", "", "static M Make() => M.Load(\"m\");")]
    [InlineData("foreach (string text in texts) { Use(Make(text)); }", "", "static M Make(string text) => M.Load(text);")]
    [InlineData("foreach (string text in texts) { Use(Make(3)); } Use(Make());", "", "static M Make(int n) => M.CreateRandom(n); static M Make() => M.Load(\"m\");")]
    [InlineData("foreach (string text in texts) { Use(Make()); break; }", "", "static M Make() => M.Load(\"m\");")]
    [InlineData("Lazy<M> m = new(() => Make()); foreach (string text in texts) { Use(m.Value); }", "", "static M Make() => M.Load(\"m\");")]
    [InlineData("foreach (string text in texts) { Use(Outer()); }", "", "static M Outer() => Make(); static M Make() => M.Load(\"m\");")]
    [InlineData("Use(Make()); foreach (string text in texts) { Use(_current!); }", "", "static M Make() => M.Load(\"m\");")]
    // Another model each time.
    [InlineData("Parallel.ForEach(texts, text => Use(M.Load(Path.Combine(path, text))));")]
    [InlineData("app.MapGet(\"/\", Answer);", "", "static string Answer(string name) => M.Load(name).ToString()!;")]
    // Again on purpose: the model is replaced, or loading is measured.
    [InlineData("while (true) { await Task.Delay(1000); _current = M.Load(path); }")]
    [InlineData("while (true) { await Task.Delay(1000); _current = M.Load(path).WithThreads(2); }")]
    [InlineData("M current = M.Load(path); _ = Task.Run(() => Use(current)); while (true) { await Task.Delay(1000); current = M.Load(path); }")]
    [InlineData("using PeriodicTimer timer = new(TimeSpan.FromHours(1)); while (await timer.WaitForNextTickAsync()) { Volatile.Write(ref _current, M.Load(path)); }")]
    [InlineData("app.MapPost(\"/reload\", () => { _current = M.Load(path); });")]
    [InlineData("app.MapPost(\"/reload\", () => { Holder.Current = new Holder(M.Load(path)); });", "class Holder(M model) { public static Holder? Current; public M Model => model; }")]
    [InlineData("app.MapPost(\"/reload\", () => { Holder.Current = new Holder { Model = M.Load(path) }; });", "class Holder { public static Holder? Current; public M? Model; }")]
    [InlineData("app.MapPost(\"/reload\", () => { Reload(); });", "", "static void Reload() { _current = M.Load(\"m\"); }")]
    [InlineData("app.MapPost(\"/reload\", () => { _current = Make(); });", "", "static M Make() => M.Load(\"m\");")]
    [InlineData("while (true) { await Task.Delay(1000); _current = Make(); }", "", "static M Make() => M.Load(\"m\");")]
    [InlineData("app.MapPost(\"/reload\", Reload);", "", "static void Reload() => Interlocked.Exchange(ref _current, M.Load(\"m\"));")]
    [InlineData("M current = M.Load(path); app.MapPost(\"/reload\", () => { current = M.Load(path); }); app.MapGet(\"/\", () => current.ToString());")]
    [InlineData("for (int i = 0; i < n; i++) { long start = Stopwatch.GetTimestamp(); M m = M.Load(path); Console.WriteLine(Stopwatch.GetElapsedTime(start)); }")]
    // Only if there is none yet.
    [InlineData("M? m = null; foreach (string text in texts) { if (m is not null) { Use(m); continue; } m = M.Load(path); Use(m); }")]
    [InlineData("bool isReady = false; foreach (string text in texts) { if (isReady) { continue; } Use(M.Load(path)); isReady = true; }")]
    [InlineData("foreach (string text in texts) { bool _ = _current is not null || IsUsed(_current = M.Load(path)); }")]
    public void Loaded_once_or_on_purpose(string statements, string types = "", string members = "") =>
        Analysis.Expect(Method(statements, types, members));

    [Fact]
    public void A_method_with_the_name_of_a_handler() => Analysis.Expect(Method(
        "app.MapGet(\"/\", Handlers.Answer);", "static class Handlers { public static string Answer() => \"\"; }\nstatic class Others { public static string Answer() => M.Load(\"m\").ToString()!; }"));

    private static string Message(string when, string advice) =>
        $"'M.Load' runs {when} and reads and packs all 24 weights each time; {advice}: threads can share it";

    private static string Method(string statements, string types = "", string members = "") => $$"""
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;
        [Linear(In = 5, Out = 4)] partial class M;
        {{types}}
        static class Program
        {
            static M? _current;

            static async Task Run(WebApplication app, string path, string[] texts, int n)
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
