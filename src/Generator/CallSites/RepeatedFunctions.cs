using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using static ShapeGen.Generator.CallSites.RepeatedRuns;

namespace ShapeGen.Generator.CallSites;

/// <summary>Functions that are given to something that calls them again and again: endpoints, lifetimes, parallel loops, LINQ, timers.</summary>
internal static class RepeatedFunctions
{
    private static readonly HashSet<string> EndpointMethods = new(StringComparer.Ordinal)
    {
        "Map", "MapGet", "MapPost", "MapPut", "MapDelete", "MapPatch", "MapMethods", "MapFallback", "Use", "Run",
    };

    private static readonly HashSet<string> Lifetimes = new(StringComparer.Ordinal) { "AddTransient", "AddScoped" };

    /// <summary>Methods, by their types, that call a function once, soon, wherever that is.</summary>
    private static readonly HashSet<string> Once = new(StringComparer.Ordinal) { "Task.Run", "TaskFactory.StartNew", "ThreadPool.QueueUserWorkItem" };

    private static readonly HashSet<string> ForEachMethods = new(StringComparer.Ordinal) { "List.ForEach", "List.ConvertAll", "Array.ForEach", "Array.ConvertAll" };

    /// <summary>The event of <c>System.Timers.Timer</c>.</summary>
    private const string Elapsed = nameof(Elapsed);

    /// <summary>The names of all methods and events that are given functions; a name that is not among them needs no binding.</summary>
    public static bool MayRegister(string member) => EndpointMethods.Contains(member) || Lifetimes.Contains(member) || member == Elapsed;

    /// <summary>Whether a project has a web framework or registrations that could be given a function, or the function is one for timers.</summary>
    public static bool MayBeTaken(IMethodSymbol function, Compilation compilation) =>
        compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Http.HttpContext") is not null
        || compilation.GetTypeByMetadataName("Microsoft.Extensions.DependencyInjection.IServiceCollection") is not null
        || function.Parameters is { Length: 2 } parameters && parameters[1].Type.Name == "ElapsedEventArgs";

    /// <summary>What a function is given to: the argument that it is, or the assignment to an event; null where it is neither.</summary>
    public static IOperation? Taker(IOperation function)
    {
        IOperation? outer = function.Parent;
        while (outer is IDelegateCreationOperation or IConversionOperation)
        {
            outer = outer.Parent;
        }

        return outer is IArgumentOperation or IEventAssignmentOperation ? outer : null;
    }

    public static bool RunsWhereItStands(IOperation taker) =>
        taker is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { } method } } && Once.Contains($"{method.ContainingType.Name}.{method.Name}");

    public static Repetition? Find(IAnonymousFunctionOperation function) => Taker(function) is { } taker ? OfTaker(taker, function.Syntax) : null;

    /// <param name="taker">What the function is given to.</param>
    /// <param name="code">Its code.</param>
    public static Repetition? OfTaker(IOperation taker, SyntaxNode code) => taker switch
    {
        IArgumentOperation argument => OfArgument(argument, code),
        IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Event: { Name: Elapsed, ContainingType: { Name: "Timer", ContainingNamespace: { Name: "Timers", ContainingNamespace.Name: "System" } } } } } added
            when !MayBeDueOnce(added) => OfTimer(code),
        _ => null,
    };

    private static Repetition? OfArgument(IArgumentOperation argument, SyntaxNode code) => argument.Parent switch
    {
        IInvocationOperation call => OfCall(call.TargetMethod, argument, code),
        IObjectCreationOperation { Constructor.ContainingType: { Name: "Timer", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } } timer when HasPeriod(timer) =>
            OfTimer(code),
        _ => null,
    };

    private static Repetition OfTimer(SyntaxNode code) => new(code, "each time that a timer is due", "before the timer");

    private static Repetition? OfCall(IMethodSymbol method, IArgumentOperation argument, SyntaxNode code)
    {
        INamedTypeSymbol type = method.ContainingType;
        if (EndpointMethods.Contains(method.Name) && RequestHandlers.IsIn(type, "AspNetCore"))
        {
            return Configures(argument.Value) ? null : new(code, $"for each request of {method.Name}", RequestHandlers.Registration);
        }

        if (Lifetimes.Contains(method.Name) && RequestHandlers.IsIn(type, "Extensions"))
        {
            return new(code, method.Name == "AddScoped" ? "for each request, in AddScoped" : "for each object that asks for the model, in AddTransient", "in AddSingleton");
        }

        bool isParallel = type.Name == "Parallel" && argument.Parameter?.Name == "body";
        bool isEach = ForEachMethods.Contains($"{type.Name}.{method.Name}")
            || type is { Name: "Enumerable" or "ParallelEnumerable", ContainingNamespace.Name: "Linq" } && (method.Name, argument.Parameter?.Name) != ("Aggregate", "resultSelector");
        return isParallel || isEach
            ? new(code, isParallel ? $"in each turn of Parallel.{method.Name}" : $"for each element, in {method.Name}", $"before {(isParallel ? "Parallel." : "")}{method.Name}")
            : null;
    }

    /// <summary>Whether a function is called once, while the application starts: it gets the builder of a branch, or returns what is called for each request.</summary>
    private static bool Configures(IOperation function) =>
        function is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol: var lambda } } && IsSetup(lambda)
        || function is IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } } && IsSetup(method);

    private static bool IsSetup(IMethodSymbol function) =>
        function.ReturnType.TypeKind == TypeKind.Delegate || function.Parameters.Any(parameter => parameter.Type.Name.EndsWith("Builder", StringComparison.Ordinal));

    /// <summary>Whether the code around sets a timer to be due once: it is due again and again by itself.</summary>
    private static bool MayBeDueOnce(IEventAssignmentOperation added) =>
        added.Syntax.Ancestors().First(node => node is TypeDeclarationSyntax or CompilationUnitSyntax).DescendantNodes()
            .Any(node => node is IdentifierNameSyntax { Identifier.ValueText: "AutoReset" });

    /// <summary>Whether a timer is due more than once.</summary>
    private static bool HasPeriod(IObjectCreationOperation timer) =>
        timer.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "period")?.Value is { } period
        && period.Syntax.ToString().IndexOf("Infinite", StringComparison.Ordinal) < 0
        && period.ConstantValue is not { HasValue: true, Value: <= 0 or -1L };
}
