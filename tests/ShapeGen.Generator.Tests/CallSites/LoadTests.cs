namespace ShapeGen.Generator.Tests.CallSites;

/// <summary>A model that is certainly loaded again and again gets a warning; one that may be loaded once, or is another one each time, gets none.</summary>
public class LoadTests
{
    private const string Singleton = "register the model as a singleton and take it as a parameter";

    private const string Loop = "load the model once before the loop";

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) { Use({|SHG0035:M.Load(path)|}); }", "in each iteration of a loop", Loop)]
    [InlineData("while (n-- > 0) { Use({|SHG0035:M.Load(\"m.safetensors\")|}); }", "in each iteration of a loop", Loop)]
    [InlineData("foreach (string text in texts) { M m = {|SHG0035:M.Load(System.IO.Path.Combine(AppContext.BaseDirectory, path))|}; Use(m); }", "in each iteration of a loop", Loop)]
    [InlineData("do { Use({|SHG0035:M.Load(System.IO.File.ReadAllBytes(path))|}); } while (n-- > 0);", "in each iteration of a loop", Loop)]
    [InlineData("foreach (string text in texts) { foreach (char c in text) { Use({|SHG0035:M.Load(path)|}); } }", "in each iteration of a loop", Loop)]
    [InlineData("app.MapGet(\"/\", () => { M m = {|SHG0035:M.Load(path)|}; Use(m); });", "for each request that 'MapGet' handles", Singleton)]
    [InlineData("app.MapPost(\"/\", (string text) => {|SHG0035:M.Load(path)|}.ToString());", "for each request that 'MapPost' handles", Singleton)]
    public void Loaded_again(string statements, string when, string advice) => Analysis.Expect(Method(statements), Message(when, advice));

    [Theory]
    [InlineData("class C : ControllerBase { public string Get() { M m = {|SHG0035:M.Load(\"m\")|}; return m.ToString(); } }", "for each request that 'Get' handles")]
    [InlineData("class C : ControllerBase { readonly M _m = {|SHG0035:M.Load(\"m\")|}; }", "for each request, as each one creates a 'C'")]
    [InlineData("class C : ControllerBase { readonly M _m; C(string text) { _m = {|SHG0035:M.Load(\"m\")|}; } }", "for each request, as each one creates a 'C'")]
    public void In_what_is_made_for_each_request(string type, string when) => Analysis.Expect(Types(type), Message(when, Singleton));

    [Theory]
    [InlineData("M m = M.Load(path); for (int i = 0; i < n; i++) { Use(m); }")]
    [InlineData("for (M m = M.Load(path); n > 0; n--) { Use(m); }")]
    [InlineData("foreach (char c in M.Load(path).ToString()) { }")]
    // Another file, or another part of it, each time.
    [InlineData("foreach (string file in texts) { Use(M.Load(file)); }")]
    [InlineData("foreach (string file in texts) { string whole = file + \".safetensors\"; Use(M.Load(whole)); }")]
    [InlineData("for (int i = 0; i < n; i++) { Use(M.Load(texts[i])); }")]
    [InlineData("for (int i = 0; i < n; i++) { path += i; Use(M.Load(path)); }")]
    [InlineData("using var file = SafetensorsFile.Open(path); for (int i = 0; i < n; i++) { Use(M.Load(file, $\"layers.{i}.\")); }")]
    [InlineData("while (n-- > 0) { Use(M.Load(Next())); }")]
    // Only once, or when it has to be.
    [InlineData("M? m = null; while (n-- > 0) { m ??= M.Load(path); Use(m); }")]
    [InlineData("M? m = null; while (n-- > 0) { if (m is null) { m = M.Load(path); } Use(m); }")]
    [InlineData("while (true) { Use(M.Load(path)); break; }")]
    [InlineData("while (true) { try { Use(M.Load(path)); } catch (System.IO.IOException) { } }")]
    [InlineData("while (true) { Use(M.Load(path)); if (n > 3) { return; } }")]
    [InlineData("for (int i = 0; i < n; i++) { Func<M> make = () => M.Load(path); Later(make); }")]
    [InlineData("Later(() => M.Load(path));")]
    // The request says which.
    [InlineData("app.MapGet(\"/\", (string name) => M.Load(name).ToString());")]
    [InlineData("M m = M.Load(path); app.MapGet(\"/\", () => m.ToString());")]
    [InlineData("M? m = null; app.MapGet(\"/\", () => (m ??= M.Load(path)).ToString());")]
    [InlineData("app.MapGet(\"/\", () => Cached(() => M.Load(path)).ToString());")]
    // No model.
    [InlineData("for (int i = 0; i < n; i++) { Other.Load(path); }")]
    public void Loaded_once(string statements) => Analysis.Expect(Method(statements));

    [Theory]
    [InlineData("class C : ControllerBase { static readonly M Shared = M.Load(\"m\"); public string Get() => Shared.ToString(); }")]
    [InlineData("class C : ControllerBase { static C() { M m = M.Load(\"m\"); } }")]
    [InlineData("class C : ControllerBase { [NonAction] public M Make() => M.Load(\"m\"); }")]
    [InlineData("class C : ControllerBase { M Make() => M.Load(\"m\"); }")]
    [InlineData("class C : ControllerBase { static M? _m; public string Get() => (_m ??= M.Load(\"m\")).ToString(); }")]
    [InlineData("class C : ControllerBase { public string Get(string name) => M.Load(name).ToString(); }")]
    [InlineData("class C { readonly M _m = M.Load(\"m\"); public string Get() => _m.ToString(); }")]
    public void In_what_is_kept(string type) => Analysis.Expect(Types(type));

    private static string Message(string when, string advice) =>
        $"'M.Load' runs {when} and reads and packs all 24 weights each time; {advice}: threads can share it";

    private static string Types(string type) => $"using Microsoft.AspNetCore.Mvc;\n[Linear(In = 5, Out = 4)] partial class M;\n{type}\n" + WebFramework.Source;

    private static string Method(string statements) => $$"""
        using Microsoft.AspNetCore.Builder;
        [Linear(In = 5, Out = 4)] partial class M;
        static class Other { public static void Load(string path) { } }
        static class Program
        {
            static void Run(WebApplication app, string path, string[] texts, int n)
            {
                {{statements}}
            }

            static void Use(M model) { }
            static void Later(Func<M> make) { }
            static M Cached(Func<M> make) => make();
            static string Next() => "";
        }
        """ + WebFramework.Source;
}
